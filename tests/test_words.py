"""WORDS.md as tests: names are things, and every text that a person reads can be translated"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = sorted(
    path
    for package in ("whendoist", "core", "tasks", "tests", "benchmarks")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
PRODUCT = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in ("core", "tasks")]
SCRIPTS = sorted(
    path
    for folder in ("core/static", "tasks/static", "tests/js")
    for path in (ROOT / folder).rglob("*.js")
)
TEMPLATES = sorted(
    path
    for app in ("core", "tasks")
    for path in (ROOT / app / "templates").rglob("*.html")
    if "allauth/elements" not in str(path)
)

# Pronouns and participles say nothing about what a name holds.
NO_NAMES = {"said", "told", "asked", "found", "what", "those", "these", "each"}
NO_MODULES = NO_NAMES | {
    *("gathered", "kept", "shown", "explained", "knocking", "choosing", "acting", "keeping"),
    *("shelves", "wall", "divided", "spots", "orphans", "utils", "helpers", "common", "misc"),
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def assert_none(paths: Iterable[Path], offences: Callable[[Path], Collection[object]]) -> None:
    offenders = {name_of(path): offences(path) for path in paths}
    assert {name: bad for name, bad in offenders.items() if bad} == {}


def bound_names(tree: ast.AST) -> Iterator[str]:
    """Return every name that a module defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def test_python_names_hold_no_pronoun_or_participle():
    assert_none(PYTHON, lambda path: NO_NAMES & set(bound_names(ast.parse(path.read_text()))))


# Comments, and texts but for the code inside their ${…}.
NOT_CODE = re.compile(
    r"/\*.*?\*/|(?<![:\\])//[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL
)
TEMPLATE_TEXT = re.compile(r"`(?:[^`\\$]|\\.|\$(?!\{))*`", re.DOTALL)


def declared_names(path: Path) -> set[str]:
    code = TEMPLATE_TEXT.sub("", NOT_CODE.sub("", path.read_text()))
    declared = re.findall(
        r"(?:\b(?:const|let|var|function|class)\s+|[({,]\s*|\.\.\.)(\w+)(?=\s*(?:[=,)}:]|\())", code
    )
    return set(declared)


def test_script_names_hold_no_pronoun_or_participle():
    assert_none(SCRIPTS, lambda path: NO_NAMES & declared_names(path))


def test_modules_are_named_for_things():
    assert [name_of(path) for path in PYTHON + SCRIPTS if path.stem in NO_MODULES] == []


# --- texts that a person reads --------------------------------------------------------------------

TRANSLATORS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "npgettext",
}
# Texts that cannot be translated, or must not be.
ENGLISH = {
    # They explain why the settings could not be read, before there is a language.
    *(f"core/ops/{name}.py" for name in ("embedded", "environment", "failures", "secrets")),
    *("core/ops/postgres_programs.py", "core/ops/sentry.py", "core/ops/socket_folder.py"),
    # Names of schedules and results of jobs, which their rows keep for operators.
    *("core/apps.py", "tasks/apps.py", "tasks/jobs.py", "core/queue/jobs.py"),
    *("tasks/materialization/cycle.py", "core/management/commands/assets.py"),
    # The demo's own data.
    "tasks/demo.py",
    # Errors that only a mistake of ours can raise.
    *("tasks/planning/solver/validation.py", "tasks/planning/explain/why_not.py"),
}
# Read by developers and operators, in English: logs, and errors that are bugs.
FOR_DEVELOPERS = {
    *("debug", "info", "warning", "error", "exception", "log", "AssertionError", "RuntimeError"),
    *("TypeError", "LookupError", "NotImplementedError", "KeyError", "compile", "filterwarnings"),
    *("Counter", "Gauge", "Histogram", "gauge", "GaugeMetricFamily", "CounterMetricFamily"),
}
SQL = {"SELECT", "INSERT", "UPDATE", "DELETE", "SET", "WITH", "LOCK", "CREATE"}
SENTENCE = re.compile(r"^[A-Z“][\w’'-]*[ ,.:…!?]|^[A-Z][a-z]+$")


def is_text(value: str) -> bool:
    """Whether a literal reads like something for people: words that begin with a capital."""
    words = value.split()
    return (
        len(words) > 1
        and max(map(len, words)) > 2
        and bool(SENTENCE.match(value))
        and value.split()[0] not in SQL
        and sum(word.isupper() and len(word) > 1 for word in words) < len(words) / 2
    )


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts of a module that pass through no translator, with their lines."""
    if isinstance(tree, ast.Call):
        function = tree.func
        name = getattr(function, "id", getattr(function, "attr", ""))
        if name in TRANSLATORS | FOR_DEVELOPERS:
            return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str) and is_text(tree.value):
        yield tree.lineno, tree.value
    if isinstance(tree, ast.JoinedStr):
        text = "".join(
            str(getattr(part, "value", "…"))
            for part in tree.values
            if isinstance(part, ast.Constant)
        )
        if is_text(text):
            yield tree.lineno, text
        return
    for child in ast.iter_child_nodes(tree):
        if not is_docstring(tree, child) and not is_help(child):
            yield from literals(child)


def is_help(child: ast.AST) -> bool:
    """Whether it is the help of a command, which argparse prints as it is."""
    return isinstance(child, ast.Assign) and [getattr(t, "id", "") for t in child.targets] == [
        "help"
    ]


def is_docstring(parent: ast.AST, child: ast.AST) -> bool:
    return (
        isinstance(child, ast.Expr)
        and isinstance(child.value, ast.Constant)
        and isinstance(parent, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    )


def test_texts_in_python_pass_through_gettext():
    paths = [path for path in PRODUCT if name_of(path) not in ENGLISH and path.stem != "sql"]
    assert_none(paths, lambda path: list(literals(ast.parse(path.read_text()))))


class Untranslated(HTMLParser):
    """Collects the words of a page, and of the attributes that are read aloud."""

    SPOKEN = {"title", "placeholder", "aria-label", "alt", "aria-description"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.texts += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


TRANSLATED = re.compile(r"\{%\s*blocktrans.*?\{%\s*endblocktrans\w*\s*%\}", re.DOTALL)
COMMENT = re.compile(r"\{%\s*comment.*?\{%\s*endcomment\s*%\}|\{#.*?#\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# The same in every language, until quick add has a grammar for others.
NAMES = {
    "Whendoist",
    "CalDAV",
    "Google",
    "Ctrl",
    "planner",
    "high",
    "fri",
    "every",
    "month",
    "by",
    "feb",
}


def untranslated_words(path: Path) -> list[str]:
    page = TAG.sub("", COMMENT.sub("", TRANSLATED.sub("", path.read_text())))
    texts = re.sub(r"[\w-]+=\"[^\"]*\"", "", " ".join(Untranslated(page).texts))  # of block tags
    words = re.findall(r"[^\W\d_]{2,}", texts)
    return [word for word in words if word not in NAMES]


def test_texts_in_templates_pass_through_gettext():
    assert_none(TEMPLATES, untranslated_words)
