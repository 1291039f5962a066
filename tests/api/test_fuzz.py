"""Anything at all sent to any address: never a server error, and a refusal is a sentence"""

from __future__ import annotations

import json
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.api import api as the_api
from tests.conftest import Api
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
    *(None, True, False, 0, -1, 1, 2, 2**31, 2**63, 10**30, 0.5, -0.0, 1e308, float("nan")),
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


@st.composite
def requests(draw) -> tuple[str, str, object]:
    verb, path = draw(st.sampled_from(ADDRESSES))
    names = st.sampled_from([*properties(verb, path), "nobody_knows_this"])
    body = draw(st.one_of(st.dictionaries(names, values, max_size=4), values))
    query = "".join(f"&{key}={draw(st.sampled_from(NASTY))}" for key in ("first", "last", "since"))
    return verb.upper(), path + ("?x=1" + query if verb == "get" else ""), body


thorough = settings(
    max_examples=120,
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


@thorough
@given(step=step, fields=st.dictionaries(st.integers(0, 20), values, min_size=1, max_size=2))
def test_what_is_nearly_right(world, step, fields):
    verb, path, body = edit(world.user, step)
    names = list(body or {"title": ""})
    spoiled = {names[number % len(names)]: value for number, value in fields.items()}
    with forgotten():
        assert_unbroken(world.user, verb, path, (body or {}) | spoiled)
