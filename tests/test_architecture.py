"""Check the layers, the routes, the enqueued jobs, and the length of files and functions."""

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

# Top to bottom. A module may import from its own layer and from the layers below it.
LAYERS = [
    ["whendoist", "tasks.apps"],
    ["tasks.urls"],
    # doors: entry points
    [
        *("tasks.views", "tasks.api", "tasks.dav", "tasks.jobs", "tasks.management"),
        *("tasks.admin", "tasks.metrics", "tasks.checks"),
    ],
    ["tasks.forms"],
    # verbs: what the app does
    ["tasks.insights", "tasks.calendars", "tasks.portability", "tasks.demo"],
    ["tasks.planning"],
    ["tasks.snapshot"],
    ["tasks.editing"],
    ["tasks.materialization", "tasks.retention"],
    # nouns: what the app stores
    ["tasks.models"],
    ["tasks.recurrence", "tasks.quickadd", "tasks.planning.solver"],
    ["tasks.errors"],
    ["tasks.constants", "tasks.palette"],
    # base layer: what any product needs
    ["core"],
]
DOORS = LAYERS[2]
# Pure Python, usable and testable without Django.
PURE_PACKAGES = [
    *("tasks/recurrence", "tasks/quickadd", "tasks/planning/solver"),
    "tasks/planning/chance.py",
]
PURE_MAY_IMPORT = sys.stdlib_module_names | {"dateutil"}
# The only packages or modules that may import a library.
IMPORTERS = {
    "django_q": ["core/queue", "core/admin.py"],
    "ninja": ["tasks/api"],
    "radicale": ["tasks/dav"],
    "defusedxml": ["tasks/calendars/caldav/xml.py"],
    "caldav": [],  # the reference for our own client, in tests
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
    """Return the path below the repository, such as tasks/api/tasks.py."""
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    """Return the dotted name of a module, such as tasks.api.tasks."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> tuple[int, str] | None:
    """Return the number of a module's layer and its entry in `LAYERS`; the longest entry wins."""
    matches = [
        (len(name), number, name)
        for number, names in enumerate(LAYERS)
        for name in names
        if f"{module}.".startswith(f"{name}.")
    ]
    return max(matches)[1:] if matches else None


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the dotted names that a module imports."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def all_imports() -> Iterator[tuple[Path, str]]:
    """Yield each module's path with each name that it imports."""
    return ((path, name) for path in MODULES for name in imports(path))


def is_within(path: Path, packages: list[str]) -> bool:
    name = name_of(path)
    return any(name == package or name.startswith(f"{package}/") for package in packages)


def functions() -> Iterator[tuple[str, int]]:
    """Yield the name of every function with its length in lines."""
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{name_of(path)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_imports_point_down():
    for path, name in all_imports():
        importing, imported = layer_of(module_of(path)), layer_of(name)
        if importing and imported:
            assert imported[0] >= importing[0], f"{name} is above {name_of(path)}"


def test_every_module_belongs_to_a_layer():
    assert [name_of(path) for path in MODULES if not layer_of(module_of(path))] == [
        "tasks/__init__.py"
    ]


def test_doors_do_not_import_each_other():
    for path, name in all_imports():
        importing, imported = layer_of(module_of(path)), layer_of(name)
        if importing and imported and importing[1] in DOORS and imported[1] in DOORS:
            assert importing == imported, f"{name_of(path)} imports {name}"


def test_pure_packages_import_only_the_standard_library_and_dateutil():
    for path, name in all_imports():
        if is_within(path, PURE_PACKAGES):
            is_pure = is_within(ROOT / name.replace(".", "/"), PURE_PACKAGES)
            is_allowed = name.partition(".")[0] in PURE_MAY_IMPORT
            assert is_pure or is_allowed, f"{name_of(path)} imports {name}"


@pytest.mark.parametrize("library", IMPORTERS)
def test_library_is_imported_only_where_allowed(library):
    paths = {path for path, name in all_imports() if name.partition(".")[0] == library}

    assert {name_of(path) for path in paths if not is_within(path, IMPORTERS[library])} == set()


@pytest.mark.parametrize("door", ["tasks/views", "tasks/api"])
def test_doors_query_only_through_for_user(door):
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
    """Yield every route, with `*` for its parameters, and the view that handles it."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield re.sub(r"<[^>]*>|\(\?P<[^)]*\)", "*", route), pattern.callback
        else:
            yield from routes(pattern.url_patterns, route)


def handler_of(view) -> tuple[object, tuple[str, ...]]:
    """Return what handles a route, and its methods: ninja wraps all methods in one object."""
    if getattr(view, "__name__", "") != "sync_view_wrapper":
        return view, ("ANY",)
    path_view = view.__closure__[0].cell_contents
    methods = (method for operation in path_view.operations for method in operation.methods)
    return path_view, tuple(methods)


def test_every_method_of_every_address_has_one_view():
    handlers = {(route, *handler_of(view)) for route, view in routes(get_resolver().url_patterns)}
    own_handlers = [handler for handler in handlers if not handler[0].startswith("admin/")]
    counts = Counter(
        (method, route) for route, _view, methods in own_handlers for method in methods
    )

    assert counts["PATCH", "api/v1/tasks/*"] == 1
    assert [address for address in counts if counts[address] > 1] == []


def test_files_have_at_most_300_lines():
    # All settings are in one file, however many there are.
    lines = {name_of(path): len(path.read_text().splitlines()) for path in MODULES}
    lines.pop("whendoist/settings.py")

    assert [name for name in lines if lines[name] > 300] == []


def test_functions_have_at_most_40_lines_and_a_median_of_8():
    lines = [lines for _, lines in functions()]

    assert [name for name, lines in functions() if lines > 40] == []
    assert median(lines) <= 8
    assert quantiles(lines, n=10)[-1] <= 25


def test_no_module_has_a_catch_all_name():
    catch_alls = {"utils", "helpers", "common", "misc", "services"}

    assert [name_of(path) for path in MODULES if catch_alls & {*path.with_suffix("").parts}] == []
