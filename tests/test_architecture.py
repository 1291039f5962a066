"""The dependency rule, and the size of things, as tests"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest
from django.urls import URLPattern, get_resolver
from django.utils.module_loading import import_string

from core.queue import registered

ROOT = Path(__file__).parent.parent

# A module may import from its own layer and from the layers below it.
LAYERS = [
    ["whendoist", "tasks.apps"],
    ["tasks.urls"],
    # doors: how the outside gets in
    [
        *("tasks.views", "tasks.api", "tasks.dav", "tasks.jobs", "tasks.management"),
        *("tasks.admin", "tasks.metrics", "tasks.checks"),
    ],
    ["tasks.forms"],
    # verbs: what the product does
    ["tasks.insights", "tasks.calendars", "tasks.portability", "tasks.demo"],
    ["tasks.planning"],
    ["tasks.snapshot"],
    ["tasks.editing"],
    ["tasks.materialization", "tasks.retention"],
    # nouns: what the product remembers
    ["tasks.models"],
    ["tasks.recurrence", "tasks.quickadd", "tasks.planning.solver"],
    ["tasks.errors"],
    ["tasks.constants", "tasks.palette"],
    # floor: what any product needs
    ["core"],
]
DOORS = LAYERS[2]
# Plain Python, usable and testable alone.
PURE = ["tasks/recurrence", "tasks/quickadd", "tasks/planning/solver"]
PURE_MAY_IMPORT = sys.stdlib_module_names | {"dateutil"}
# Who knows a library that the others need not know.
KNOWS = {
    "django_q": ["core/queue", "core/admin.py"],
    "ninja": ["tasks/api"],
    "radicale": ["tasks/dav"],
    "caldav": ["tasks/calendars/caldav"],
    "httpx": ["tasks/calendars/http.py", "tasks/calendars/transport.py"],
    "httpcore": ["tasks/calendars/transport.py"],
    "cryptography": ["core/crypto.py"],
}

MODULES = sorted(
    path
    for package in ("whendoist", "tasks", "core")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)


def name_of(path: Path) -> str:
    """Such as tasks/api/tasks.py."""
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> tuple[int, str] | None:
    """The layer of a module and the part of it that it belongs to; the longest name counts."""
    found = [
        (len(name), number, name)
        for number, names in enumerate(LAYERS)
        for name in names
        if f"{module}.".startswith(f"{name}.")
    ]
    return max(found)[1:] if found else None


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports(path: Path) -> frozenset[str]:
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def all_imports() -> Iterator[tuple[Path, str]]:
    return ((path, name) for path in MODULES for name in imports(path))


def within(path: Path, places: list[str]) -> bool:
    return any(name_of(path) == place or name_of(path).startswith(f"{place}/") for place in places)


def functions() -> Iterator[tuple[str, int]]:
    """Every function and its length in lines."""
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{name_of(path)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_imports_point_down():
    for path, name in all_imports():
        own, other = layer_of(module_of(path)), layer_of(name)
        if own and other:
            assert other[0] >= own[0], f"{name} is above {name_of(path)}"


def test_every_module_has_its_place():
    assert [name_of(path) for path in MODULES if not layer_of(module_of(path))] == [
        "tasks/__init__.py"
    ]


def test_doors_do_not_import_each_other():
    for path, name in all_imports():
        own, other = layer_of(module_of(path)), layer_of(name)
        if own and other and own[1] in DOORS and other[1] in DOORS:
            assert own == other, f"{name_of(path)} imports {name}"


def test_pure_packages_are_plain_python():
    for path, name in all_imports():
        if within(path, PURE):
            pure = within(ROOT / name.replace(".", "/"), PURE)
            known = name.partition(".")[0] in PURE_MAY_IMPORT
            assert pure or known, f"{name_of(path)} imports {name}"


@pytest.mark.parametrize("library", KNOWS)
def test_one_place_knows_a_library(library):
    knows = {name_of(path) for path, name in all_imports() if name.partition(".")[0] == library}

    assert {name for name in knows if not within(ROOT / name, KNOWS[library])} == set()


@pytest.mark.parametrize("door", ["tasks/views", "tasks/api"])
def test_doors_ask_for_the_users_own_rows(door):
    for path in (ROOT / door).rglob("*.py"):
        assert not re.findall(r"\.objects\.(?!for_user\()\w+", path.read_text()), path
        assert "_default_manager" not in path.read_text(), path


def test_every_enqueued_job_is_registered_and_exists():
    calls = re.compile(r'(?:enqueue\(|schedule_\w+\([^)]*,)\s*"([\w.]+)"')
    jobs = {job for path in MODULES for job in calls.findall(path.read_text())}

    assert jobs <= registered()
    assert all(callable(import_string(job)) for job in registered())
    assert "tasks.jobs.materialize_chunk" in jobs


def routes(patterns: list, prefix: str = "") -> Iterator[tuple[str, Callable]]:
    """Every address, whatever its parameters are called, and the view that answers there."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield re.sub(r"<[^>]*>|\(\?P<[^)]*\)", "*", route), pattern.callback
        else:
            yield from routes(pattern.url_patterns, route)


def answers_of(view) -> tuple[object, tuple[str, ...]]:
    """Who answers, and to which methods: ninja wraps one object for all methods of an address."""
    if getattr(view, "__name__", "") != "sync_view_wrapper":
        return view, ("ANY",)
    path_view = view.__closure__[0].cell_contents
    return path_view, tuple(name for one in path_view.operations for name in one.methods)


def test_every_method_of_every_address_has_one_view():
    found = {(route, *answers_of(view)) for route, view in routes(get_resolver().url_patterns)}
    ours = [entry for entry in found if not entry[0].startswith("admin/")]
    times = Counter((method, route) for route, _, methods in ours for method in methods)

    assert times["PATCH", "api/v1/tasks/*"] == 1
    assert [address for address in times if times[address] > 1] == []


def test_files_stay_short():
    # The settings are one file, whatever their number.
    lines = {name_of(path): len(path.read_text().splitlines()) for path in MODULES}

    lines.pop("whendoist/settings.py")

    assert [name for name in lines if lines[name] > 300] == []


def test_functions_stay_short():
    lines = [lines for _, lines in functions()]

    assert [name for name, lines in functions() if lines > 40] == []
    assert median(lines) <= 8
    assert quantiles(lines, n=10)[-1] <= 25


def test_no_module_is_named_for_nothing():
    nothing = {"utils", "helpers", "common", "misc", "services"}

    assert [name_of(path) for path in MODULES if nothing & set(path.with_suffix("").parts)] == []
