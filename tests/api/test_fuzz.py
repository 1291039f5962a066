"""Random and hostile requests: never a server error, and each rejection has a sentence"""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.api import api as api_v1
from tests.conftest import Api
from tests.lanes import BIG
from tests.random_edits import Rows, edit, rollback, step
from tests.world import everything

SCHEMA = api_v1.get_openapi_schema(path_prefix="")
ENDPOINTS = [(verb, path) for path, verbs in SCHEMA["paths"].items() for verb in verbs]
OK = {200, 400, 404, 409, 422}

# Values that have caused errors before, here or elsewhere.
NASTY: list[object] = [
    *("", " ", "\0", "\ud800", "x" * 501, "\u202e", "🏳️‍🌈", "null", "0", "-1", "1e400"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "2026-03-08", "24:00", "00:00", "23:59:59.999999"),
    *("FREQ=DAILY", "FREQ=DAILY;COUNT=1", "FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2", "RRULE:"),
    *("FREQ=DAILY;INTERVAL=2900000", "FREQ=WEEKLY;UNTIL=00010101", "UTC", "normal", "archive"),
    *("Run every! 5 days 9:00", "a\n  b\n    c\n      d", "// only", "#^@!? every day until 1999"),
    *("1899-12-31", "2199-12-31", "2200-01-01", "9" * 19, "9" * 5_000, "1_0", "+1", "٣", "true"),
    *(None, True, False, 0, -1, 1, 2, 2**31, 2**63, 10**30, 10**400, 0.5, -0.0, 1e308, 1.0),
    *(float("nan"), float("inf")),
    *([], {}, [[]], [None], {"a": 1}, [1, 1], [[[0, 1]]] * 7),
]
values = st.one_of(
    st.sampled_from(NASTY),
    st.integers(-5, 70),
    st.dates().map(str),
    st.times().map(str),
    st.text(max_size=8),
    st.recursive(
        st.none() | st.integers(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
    ),
)


def properties(verb: str, path: str) -> list[str]:
    """Return the names of the body fields of an endpoint."""
    body = SCHEMA["paths"][path][verb].get("requestBody")
    if not body:
        return []
    schema = body["content"]["application/json"]["schema"]
    name = re.findall(r"schemas/(\w+)", json.dumps(schema))[0]  # the body may also be null
    return list(SCHEMA["components"]["schemas"][name]["properties"])


def parameters(verb: str, path: str) -> list[str]:
    """Return the names of the query parameters of an endpoint."""
    parameters = SCHEMA["paths"][path][verb].get("parameters", [])
    return [parameter["name"] for parameter in parameters if parameter["in"] == "query"]


@st.composite
def requests(draw) -> tuple[str, str, object]:
    verb, path = draw(st.sampled_from(ENDPOINTS))
    names = st.sampled_from([*properties(verb, path), "unknown_field"])
    body = draw(st.one_of(st.dictionaries(names, values, max_size=4), values))
    query = "".join(f"&{key}={draw(st.sampled_from(NASTY))}" for key in parameters(verb, path))
    return verb.upper(), path + ("?x=1" + query if verb == "get" else ""), body


thorough = settings(
    max_examples=400 if BIG else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def assert_unbroken(user, verb: str, path: str, body: object) -> None:
    before = everything(user)
    response = Api(user)(verb, path, body)
    assert response.status_code in OK
    if response.status_code != 200:
        assert response.json()["title"].endswith(".")
        assert everything(user) == before
    elif response["Content-Type"] == "application/json":
        json.loads(response.content)


@thorough
@given(request=requests(), number=st.integers(0, 100))
def test_random_request_to_any_endpoint_causes_no_server_error(world, request, number):
    verb, path, body = request
    rows = Rows(world.user)
    pk = rows.day(number) if "/instances/" in path else rows.task(number)
    path = path.replace("{pk}", str(pk)).encode("utf-8", "replace").decode()
    with rollback():
        assert_unbroken(world.user, verb, path, None if verb == "GET" else body)


# One value of each kind, tried in every field.
HOSTILE = ["\ud800", "9" * 5_000, "0001-01-01", "9999-12-31", True, 10**400, 1e308, [[None]], {}]


def assert_no_server_error(api, verb: str, path: str, body: object) -> None:
    response = api(verb.upper(), path, body)

    assert response.status_code in OK, (verb, path[:200], body)


@pytest.mark.parametrize(("verb", "path"), ENDPOINTS)
def test_hostile_query_parameters_cause_no_server_error(world, verb, path):
    """Try each value in one parameter while the others are valid."""
    valid = {"first": "2026-03-02", "last": "2026-03-03", "since": "0"}
    names = parameters(verb, path)
    valid_query = {name: valid[name] for name in names if name in valid}
    api, at = Api(world.user), path.replace("{pk}", "1")
    for name in names:
        for value in NASTY:
            query = urlencode(valid_query | {name: value}, errors="surrogatepass")
            assert_no_server_error(api, verb, f"{at}?{query}", None)
    for value in NASTY if "{" in path else []:
        at = path.replace("{pk}", quote(str(value), errors="surrogatepass", safe=""))
        assert_no_server_error(api, verb, at.replace("{key}", "t1"), {})


@pytest.mark.parametrize(
    ("verb", "path"), [endpoint for endpoint in ENDPOINTS if properties(*endpoint)]
)
def test_hostile_body_fields_cause_no_server_error(world, verb, path):
    rows, api = Rows(world.user), Api(world.user)
    at = path.replace("{pk}", str(rows.day(1) if "/instances/" in path else rows.task(1)))
    for name in properties(verb, path):
        for value in HOSTILE:
            with rollback():
                assert_no_server_error(api, verb, at, {name: value})


@thorough
@given(step=step, fields=st.dictionaries(st.integers(0, 20), values, min_size=1, max_size=2))
def test_nearly_valid_request_causes_no_server_error(world, step, fields):
    verb, path, body = edit(world.user, step)
    names = list(body or {"title": ""})
    invalid_fields = {names[number % len(names)]: value for number, value in fields.items()}
    with rollback():
        assert_unbroken(world.user, verb, path, (body or {}) | invalid_fields)
