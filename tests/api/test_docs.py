"""docs/api.md documents every endpoint and field of the API"""

from __future__ import annotations

import re
from pathlib import Path

from tasks.api import api as api_v1

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
TABLE = PAGE[PAGE.index("## Endpoints") :]


def documented() -> set[tuple[str, str]]:
    """Return pairs such as ("PATCH", "/tasks/{pk}"); a name after a dot replaces the last step."""
    endpoints: set[tuple[str, str]] = set()
    for line in re.findall(r"^\| (`.*?`) \|", TABLE, re.MULTILINE):
        methods: list[str] = []
        path = ""
        for code in re.findall(r"`([^`]+)`", line):
            *names, last = code.replace("{id}", "{pk}").split()
            methods = [word.strip(",") for word in names] or methods
            path = last if "/" in last else f"{path.rpartition('/')[0]}/{last}"
            endpoints |= {(method, path.partition("?")[0]) for method in methods}
    return endpoints


def actual() -> set[tuple[str, str]]:
    paths = api_v1.get_openapi_schema(path_prefix="")["paths"]
    return {(verb.upper(), path) for path, verbs in paths.items() for verb in verbs}


def test_api_docs_list_every_endpoint():
    assert actual() - documented() == set()


def test_api_docs_list_no_unknown_endpoint():
    assert documented() - actual() == set()


def test_api_docs_list_every_field_of_a_task(api, make_task):
    row = api.get(f"/tasks/{make_task().pk}").json()

    assert [name for name in row if f'"{name}"' not in PAGE and f"`{name}`" not in PAGE] == []


def test_api_docs_list_every_field_of_an_instance(api, make_series):
    make_series()
    row = api.get("/instances?first=2026-03-02&last=2026-03-02").json()[0]

    assert [name for name in row if f'"{name}"' not in PAGE] == []
