"""The request gate: what it passes on, in which order, and what it rejects."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.ops.client_keys import forget, remember
from core.ops.request_gate import MAX_REQUESTS, MAX_REQUESTS_PER_CLIENT, RequestGate


def scope(*headers: tuple[str, str], client: str = "10.0.0.1") -> dict:
    pairs = [(name.encode(), value.encode()) for name, value in headers]
    request = {
        "type": "http",
        "scheme": "http",
        "method": "GET",
        "path": "/",
        "client": (client, 1),
    }
    return request | {"query_string": b"", "headers": pairs}


def pass_through(request: dict, *messages: dict) -> list[dict]:
    """Return what reaches the application behind the gate: the scope, then the body."""
    reached: list[dict] = []
    waiting = list(messages)

    async def receive() -> dict:
        return waiting.pop(0)

    async def send(message: dict) -> None:
        reached.append(message)

    async def app(scope, receive, send) -> None:
        reached.extend([scope, await receive()])

    # In a new thread: the browser tests leave a running loop in theirs.
    with ThreadPoolExecutor(1) as pool:
        gate = RequestGate(app, threads_per_client=1, body_limit=10)
        pool.submit(lambda: asyncio.run(gate(request, receive, send))).result()
    return reached


def test_request_gate_passes_a_complete_body():
    first = {"type": "http.request", "body": b"half", "more_body": True}
    last = {"type": "http.request", "body": b"half", "more_body": False}

    reached, message = pass_through(scope(("transfer-encoding", "chunked")), first, last)
    assert message["body"] == b"halfhalf"
    assert reached["headers"] == [(b"content-length", b"8")]  # without it, WSGI reads nothing


def test_request_gate_drops_a_request_whose_client_disconnected():
    half = {"type": "http.request", "body": b"half", "more_body": True}

    assert pass_through(scope(), half, {"type": "http.disconnect"}) == []


def test_request_gate_removes_headers_with_underscores():
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


@pytest.mark.parametrize(
    ("path", "most"), [("/feeds/a.ics", 1), ("/api/v1/plans/offer", 1), ("/api/v1/tasks", 2)]
)
def test_request_gate_serves_one_document_at_a_time_for_all_clients(path, most):
    people = [scope(client=f"10.0.0.{n}") | {"path": path} for n in range(2)]

    assert most_at_once(*people) == most


@pytest.mark.parametrize(
    ("method", "path", "most"),
    [("POST", "/api/v1/tasks/1/complete", 1), ("GET", "/api/v1/tasks", 2), ("POST", "/plans", 2)],
)
def test_request_gate_runs_edits_of_one_user_one_at_a_time(method, path, most):
    request = scope() | {"method": method, "path": path}
    assert most_at_once(request, request) == most


def test_request_gate_runs_one_plan_at_a_time_for_all_clients():
    plan = {"path": "/api/v1/plans", "method": "POST"}
    people = [scope(client=f"10.0.0.{n}") | plan for n in range(3)]

    assert most_at_once(*people) == 1


def test_request_gate_leaves_a_thread_beside_a_plan_and_a_document_of_one_user():
    plan = scope() | {"path": "/api/v1/plans", "method": "POST"}
    document = scope() | {"path": "/feeds/a.ics"}

    assert most_at_once(plan, document, plan, document) == 1
    assert most_at_once(plan, document, scope()) == 2


def test_request_gate_runs_edits_of_two_users_at_once():
    people = [scope(client=f"10.0.0.{n}") for n in range(2)]
    edit = {"method": "POST", "path": "/api/v1/tasks"}

    assert most_at_once(*(request | edit for request in people)) == 2


def test_request_gate_alternates_documents_between_clients():
    served = []

    async def app(scope, receive, send) -> None:
        served.append(scope["client"][0])
        await asyncio.sleep(0)

    addresses = ["10.0.0.1"] * 5 + ["10.0.0.2"]
    all_ask(app, [scope(client=address) | {"path": "/feeds/a.ics"} for address in addresses])
    assert sorted(served) == sorted(addresses)
    assert served.index("10.0.0.2") <= 1


def test_request_gate_serves_others_while_a_reader_stalls():
    everybody_is_served = asyncio.Event()

    async def app(scope, receive, send) -> None:
        await send({"type": "http.response.body"})
        if scope["client"][0] == "10.0.0.2":
            everybody_is_served.set()
        await everybody_is_served.wait()

    all_ask(app, [scope(client=f"10.0.0.{n}") | {"path": "/feeds/a.ics"} for n in (1, 2)])
    assert everybody_is_served.is_set()


def test_request_gate_lets_writes_pass_waiting_documents():
    inside = []

    async def app(scope, receive, send) -> None:
        inside.append(scope["method"])
        await asyncio.sleep(0)
        inside.append("done")

    requests = [{"path": "/feeds/a.ics", "method": method} for method in ("GET", "PUT")]
    all_ask(app, [scope(client=f"10.0.0.{n}") | request for n, request in enumerate(requests)])
    assert inside[:2] == ["GET", "PUT"]


def gate_for(app) -> RequestGate:
    lines = {"documents": ("/feeds/",), "plans": ("/api/v1/plans",), "edits": ("/api/v1/tasks",)}
    return RequestGate(app, threads_per_client=2, body_limit=10, **lines)


def all_ask(app, scopes) -> None:
    """Send all requests to a gate at once."""

    async def receive() -> dict:
        return {"type": "http.request"}

    async def send(message) -> None:
        pass

    async def ask() -> None:
        gate = gate_for(app)
        await asyncio.gather(*(gate(request, receive, send) for request in scopes))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(ask())).result()


class Crowd:
    """Requests in a gate whose application does not respond until the crowd is closed."""

    def __init__(self) -> None:
        self.gate = gate_for(self.app)
        self.end = asyncio.Event()
        self.tasks: list[asyncio.Task] = []
        self.statuses: dict[asyncio.Task | None, int] = {}

    async def app(self, scope, receive, send) -> None:
        await self.end.wait()
        await send({"type": "http.response.start", "status": 200})

    async def _ask(self, request: dict) -> None:
        async def receive() -> dict:
            return {"type": "http.request"}

        async def send(message: dict) -> None:
            if "status" in message:
                self.statuses[asyncio.current_task()] = message["status"]

        await self.gate(request, receive, send)

    async def ask(self, *requests: dict) -> list[asyncio.Task]:
        tasks = [asyncio.create_task(self._ask(request)) for request in requests]
        self.tasks += tasks
        for _ in range(10):
            await asyncio.sleep(0)
        return tasks

    async def close(self) -> list[int]:
        self.end.set()
        await asyncio.gather(*self.tasks)
        return [self.statuses[task] for task in self.tasks]


def in_crowd(scenario) -> None:
    async def run() -> None:
        await scenario(Crowd())

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(run())).result()


@pytest.fixture
def alice():
    remember("alice", "1")
    yield scope(("cookie", "sessionid=alice"))
    forget("alice")


def from_addresses(count: int, repeats: int, network: str = "10.1") -> list[dict]:
    requests = [scope(client=f"{network}.{n // 250}.{n % 250}") for n in range(count)]
    return [request for request in requests for _ in range(repeats)]


def test_request_gate_queues_fake_cookies_by_network_address(alice):
    async def scenario(crowd: Crowd) -> None:
        made_up = [scope(("cookie", f"sessionid={n}")) for n in range(MAX_REQUESTS_PER_CLIENT + 9)]
        await crowd.ask(*made_up)
        (hers,) = await crowd.ask(alice)
        assert (await crowd.close()).count(429) == 9
        assert crowd.statuses[hers] == 200

    in_crowd(scenario)


def test_request_gate_evicts_the_newest_request_of_the_longest_queue_when_full(alice):
    async def scenario(crowd: Crowd) -> None:
        quiet = await crowd.ask(*from_addresses(MAX_REQUESTS // 4 - 8, 4))
        greedy = await crowd.ask(*from_addresses(1, 32, network="10.9"))
        assert crowd.gate.size == MAX_REQUESTS
        (hers,) = await crowd.ask(alice)
        await crowd.close()
        rejected = [task for task in crowd.tasks if crowd.statuses[task] == 429]
        assert rejected == [greedy[-1]]
        assert crowd.statuses[hers] == 200
        assert quiet

    in_crowd(scenario)


def test_request_gate_rejects_a_request_for_the_longest_queue_when_full():
    async def scenario(crowd: Crowd) -> None:
        greedy = from_addresses(1, 8)
        await crowd.ask(*greedy, *from_addresses(MAX_REQUESTS // 4 - 2, 4, network="10.2"))
        (late,) = await crowd.ask(greedy[0])
        assert (await crowd.close()).count(429) == 1
        assert crowd.statuses[late] == 429

    in_crowd(scenario)


def test_request_gate_admits_the_first_request_of_a_user_when_full(alice):
    async def scenario(crowd: Crowd) -> None:
        await crowd.ask(*from_addresses(MAX_REQUESTS, 1))
        hers, stranger = await crowd.ask(alice, scope(client="10.99.0.1"))
        assert (await crowd.close()).count(429) == 1
        assert (crowd.statuses[hers], crowd.statuses[stranger]) == (200, 429)

    in_crowd(scenario)


def test_request_gate_holds_no_queues_when_empty(alice):
    async def scenario(crowd: Crowd) -> None:
        await crowd.ask(alice, *from_addresses(MAX_REQUESTS, 1))
        await crowd.close()
        assert (crowd.gate.size, crowd.gate.queues) == (0, {})

    in_crowd(scenario)
