"""docs/api.md and the API are about the same addresses"""

from __future__ import annotations

import re
from pathlib import Path

from tasks.api import api as the_api

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
TABLE = PAGE[PAGE.index("## Addresses") :]


def documented() -> set[tuple[str, str]]:
    """Such as ("PATCH", "/tasks/{pk}"); verbs after a dot are further paths beside the first."""
    found: set[tuple[str, str]] = set()
    for line in re.findall(r"^\| (`.*?`) \|", TABLE, re.MULTILINE):
        methods: list[str] = []
        path = ""
        for code in re.findall(r"`([^`]+)`", line):
            *said, last = code.replace("{id}", "{pk}").split()
            methods = [word.strip(",") for word in said] or methods
            path = last if "/" in last else f"{path.rpartition('/')[0]}/{last}"
            found |= {(method, path.partition("?")[0]) for method in methods}
    return found


def there() -> set[tuple[str, str]]:
    paths = the_api.get_openapi_schema(path_prefix="")["paths"]
    return {(verb.upper(), path) for path, verbs in paths.items() for verb in verbs}


def test_every_address_is_documented():
    assert there() - documented() == set()


def test_every_documented_address_is_there():
    assert documented() - there() == set()


def test_every_field_of_a_task_is_documented(api, make_task):
    row = api.get(f"/tasks/{make_task().pk}").json()

    assert [name for name in row if f'"{name}"' not in PAGE and f"`{name}`" not in PAGE] == []


def test_every_field_of_an_instance_is_documented(api, make_series):
    make_series()
    row = api.get("/instances?first=2026-03-02&last=2026-03-02").json()[0]

    assert [name for name in row if f'"{name}"' not in PAGE] == []
