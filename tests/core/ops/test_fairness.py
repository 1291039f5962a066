"""The gate: whose request it is, and what it passes on."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.ops.fairness import Gate, asker, remember


def scope(*headers: tuple[str, str], client: str = "10.0.0.1") -> dict:
    pairs = [(name.encode(), value.encode()) for name, value in headers]
    asked = {"type": "http", "method": "GET", "path": "/", "client": (client, 1)}
    return asked | {"headers": pairs}


def test_strangers_are_told_apart_by_address():
    assert asker(scope()) == asker(scope(("accept", "*/*")))
    assert asker(scope()) != asker(scope(client="10.0.0.2"))


def test_sessions_and_tokens_are_told_apart_until_their_person_is_known():
    phone, laptop = scope(("cookie", "sessionid=phone")), scope(("cookie", "sessionid=laptop"))
    program = scope(("authorization", "Bearer program"))
    assert len({asker(phone), asker(laptop), asker(program), asker(scope())}) == 4

    for credential in ("phone", "laptop", "Bearer program"):
        remember(credential, "1")
    assert len({asker(phone), asker(laptop), asker(program)}) == 1


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "9.9.9.9"), (2, "8.8.8.8")])
def test_only_our_own_proxies_say_who_a_stranger_is(settings, proxies, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    assert asker(scope(("x-forwarded-for", "1.1.1.1, 8.8.8.8, 9.9.9.9"))) == f"address {address}"


def pass_through(request: dict, *messages: dict) -> list[dict]:
    """What reaches the application behind the gate: the scope, then the body."""
    reached: list[dict] = []
    waiting = list(messages)

    async def receive() -> dict:
        return waiting.pop(0)

    async def send(message: dict) -> None:
        reached.append(message)

    async def app(scope, receive, send) -> None:
        reached.extend([scope, await receive()])

    # In a thread of its own: the browser tests leave a running loop in theirs.
    with ThreadPoolExecutor(1) as pool:
        gate = Gate(app, each=1, body_limit=10)
        pool.submit(lambda: asyncio.run(gate(request, receive, send))).result()
    return reached


def test_a_body_arrives_whole():
    first = {"type": "http.request", "body": b"half", "more_body": True}
    last = {"type": "http.request", "body": b"half", "more_body": False}

    reached, message = pass_through(scope(("transfer-encoding", "chunked")), first, last)
    assert message["body"] == b"halfhalf"
    assert reached["headers"] == [(b"content-length", b"8")]  # or WSGI reads nothing


def test_half_a_request_of_a_client_that_left_goes_nowhere():
    half = {"type": "http.request", "body": b"half", "more_body": True}

    assert pass_through(scope(), half, {"type": "http.disconnect"}) == []


def test_headers_that_wsgi_would_take_for_others_are_dropped():
    spoofed = scope(("x_forwarded_proto", "https"), ("accept", "*/*"))
    empty = {"type": "http.request"}

    assert pass_through(spoofed, empty)[0]["headers"] == [(b"accept", b"*/*")]


def most_at_once(*scopes: dict) -> int:
    inside = [0]

    async def app(scope, receive, send) -> None:
        inside.append(inside[-1] + 1)
        await asyncio.sleep(0)
        inside.append(inside[-1] - 1)

    all_ask(app, scopes)
    return max(inside)


@pytest.mark.parametrize(("path", "most"), [("/feeds/a.ics", 1), ("/api/v1/tasks", 2)])
def test_documents_are_written_one_at_a_time_whoever_asks(path, most):
    people = [scope(client=f"10.0.0.{n}") | {"path": path} for n in range(2)]

    assert most_at_once(*people) == most


@pytest.mark.parametrize(
    ("method", "path", "most"),
    [("POST", "/api/v1/tasks/1/complete", 1), ("GET", "/api/v1/tasks", 2), ("POST", "/plans", 2)],
)
def test_edits_of_one_person_are_made_one_at_a_time(method, path, most):
    asked = scope() | {"method": method, "path": path}
    assert most_at_once(asked, asked) == most


def test_edits_of_two_people_are_made_at_once():
    people = [scope(client=f"10.0.0.{n}") for n in range(2)]
    edit = {"method": "POST", "path": "/api/v1/tasks"}

    assert most_at_once(*(each | edit for each in people)) == 2


def test_who_asks_for_many_documents_keeps_nobody_waiting_for_all_of_them():
    served = []

    async def app(scope, receive, send) -> None:
        served.append(scope["client"][0])
        await asyncio.sleep(0)

    asked = ["10.0.0.1"] * 5 + ["10.0.0.2"]
    all_ask(app, [scope(client=address) | {"path": "/feeds/a.ics"} for address in asked])
    assert sorted(served) == sorted(asked)
    assert served.index("10.0.0.2") <= 1


def test_a_reader_that_stalls_keeps_nobody_waiting():
    everybody_is_served = asyncio.Event()

    async def app(scope, receive, send) -> None:
        await send({"type": "http.response.body"})
        if scope["client"][0] == "10.0.0.2":
            everybody_is_served.set()
        await everybody_is_served.wait()

    all_ask(app, [scope(client=f"10.0.0.{n}") | {"path": "/feeds/a.ics"} for n in (1, 2)])
    assert everybody_is_served.is_set()


def test_a_write_waits_for_no_document():
    inside = []

    async def app(scope, receive, send) -> None:
        inside.append(scope["method"])
        await asyncio.sleep(0)
        inside.append("done")

    asked = [{"path": "/feeds/a.ics", "method": method} for method in ("GET", "PUT")]
    all_ask(app, [scope(client=f"10.0.0.{n}") | each for n, each in enumerate(asked)])
    assert inside[:2] == ["GET", "PUT"]


def all_ask(app, scopes) -> None:
    """Let them through a gate, all at once."""

    async def receive() -> dict:
        return {"type": "http.request"}

    async def send(message) -> None:
        pass

    async def ask() -> None:
        gate = Gate(app, each=2, body_limit=10, heavy=("/feeds/",), edits=("/api/v1/tasks",))
        await asyncio.gather(*(gate(each, receive, send) for each in scopes))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(ask())).result()
