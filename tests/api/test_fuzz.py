"""Anything at all sent to any address: never a server error, and a refusal is a sentence"""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.api import api as the_api
from tests.conftest import Api
from tests.lanes import BIG
from tests.random_edits import Rows, edit, forgotten, step
from tests.world import everything

SCHEMA = the_api.get_openapi_schema(path_prefix="")
ADDRESSES = [(verb, path) for path, verbs in SCHEMA["paths"].items() for verb in verbs]
OK = {200, 400, 404, 409, 422}

# Values that have broken something somewhere, and then anything.
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
    """The names of the fields that an address takes."""
    body = SCHEMA["paths"][path][verb].get("requestBody")
    if not body:
        return []
    schema = body["content"]["application/json"]["schema"]
    name = re.findall(r"schemas/(\w+)", json.dumps(schema))[0]  # or null, where it may be left out
    return list(SCHEMA["components"]["schemas"][name]["properties"])


def parameters(verb: str, path: str) -> list[str]:
    """The names of what an address takes in its query."""
    listed = SCHEMA["paths"][path][verb].get("parameters", [])
    return [each["name"] for each in listed if each["in"] == "query"]


@st.composite
def requests(draw) -> tuple[str, str, object]:
    verb, path = draw(st.sampled_from(ADDRESSES))
    names = st.sampled_from([*properties(verb, path), "nobody_knows_this"])
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
    answer = Api(user)(verb, path, body)
    assert answer.status_code in OK
    if answer.status_code != 200:
        assert answer.json()["title"].endswith(".")
        assert everything(user) == before
    elif answer["Content-Type"] == "application/json":
        json.loads(answer.content)


@thorough
@given(request=requests(), number=st.integers(0, 100))
def test_anything_sent_anywhere(world, request, number):
    verb, path, body = request
    rows = Rows(world.user)
    pk = rows.day(number) if "/instances/" in path else rows.task(number)
    path = path.replace("{pk}", str(pk)).encode("utf-8", "replace").decode()
    with forgotten():
        assert_unbroken(world.user, verb, path, None if verb == "GET" else body)


# One of each kind, for every field in turn.
HOSTILE = ["\ud800", "9" * 5_000, "0001-01-01", "9999-12-31", True, 10**400, 1e308, [[None]], {}]


def assert_no_server_error(api, verb: str, path: str, body: object) -> None:
    answer = api(verb.upper(), path, body)

    assert answer.status_code in OK, (verb, path[:200], body)


@pytest.mark.parametrize(("verb", "path"), ADDRESSES)
def test_every_parameter_of_every_address_withstands_each_value(world, verb, path):
    """Each on its own, the others being right."""
    right = {"first": "2026-03-02", "last": "2026-03-03", "since": "0"}
    names = parameters(verb, path)
    usual = {name: right[name] for name in names if name in right}
    api, at = Api(world.user), path.replace("{pk}", "1")
    for name in names:
        for value in NASTY:
            query = urlencode(usual | {name: value}, errors="surrogatepass")
            assert_no_server_error(api, verb, f"{at}?{query}", None)
    for value in NASTY if "{" in path else []:
        at = path.replace("{pk}", quote(str(value), errors="surrogatepass", safe=""))
        assert_no_server_error(api, verb, at.replace("{key}", "t1"), {})


@pytest.mark.parametrize(("verb", "path"), [each for each in ADDRESSES if properties(*each)])
def test_every_field_of_every_address_withstands_each_value(world, verb, path):
    rows, api = Rows(world.user), Api(world.user)
    at = path.replace("{pk}", str(rows.day(1) if "/instances/" in path else rows.task(1)))
    for name in properties(verb, path):
        for value in HOSTILE:
            with forgotten():
                assert_no_server_error(api, verb, at, {name: value})


@thorough
@given(step=step, fields=st.dictionaries(st.integers(0, 20), values, min_size=1, max_size=2))
def test_what_is_nearly_right(world, step, fields):
    verb, path, body = edit(world.user, step)
    names = list(body or {"title": ""})
    spoiled = {names[number % len(names)]: value for number, value in fields.items()}
    with forgotten():
        assert_unbroken(world.user, verb, path, (body or {}) | spoiled)
