"""One user's locked row, slow query or slow upload never affects others."""

from __future__ import annotations

import secrets
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from threading import Event

import httpx
import pytest

from core.ops.request_gate import MAX_REQUESTS_PER_CLIENT
from tests.faults.machine import PATIENCE, ROOT, WAITS_FOR_LOCK, eventually

GUARDS = (
    *("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options"),
    *("Referrer-Policy", "Cross-Origin-Opener-Policy"),
)


def test_reads_of_others_continue_while_twenty_writes_of_one_user_wait(machine, web):
    alices = [web.client("alice@example.org") for _ in range(20)]
    bob = web.client("bob@example.org")
    with ThreadPoolExecutor(20) as pool, machine.row_lock("alice@example.org"):
        writes = [pool.submit(alice.post, "/write") for alice in alices]
        eventually(lambda: machine.connections(WAITS_FOR_LOCK) == 2, "two writers wait")
        reads = [bob.get("/read").status_code for _ in range(20)]
        ready = bob.get("/ready").status_code
        waiting = sum(not write.done() for write in writes)

    assert reads == [200] * 20
    assert ready == 200
    assert waiting > 2  # so the reads did not just wait for the writers to give up
    assert {write.result().status_code for write in writes} <= {200, 409}


def test_request_gate_counts_all_devices_of_a_user_together(machine, web):
    alices = [web.client("alice@example.org") for _ in range(4)]
    assert len({alice.cookies["sessionid"] for alice in alices}) == 4
    assert [alice.get("/read").status_code for alice in alices] == [200] * 4
    with ThreadPoolExecutor(4) as pool, machine.row_lock("alice@example.org"):
        writes = [pool.submit(alice.post, "/write") for alice in alices]
        eventually(lambda: machine.connections(WAITS_FOR_LOCK) == 2, "two writers wait")
        eventually(lambda: any(write.done() for write in writes), "the first gives up")
        assert machine.connections(WAITS_FOR_LOCK) <= 2


def test_blocked_write_explains_the_lock(machine, web):
    alice = web.client("alice@example.org")
    with machine.row_lock("alice@example.org"):
        page, problem = alice.post("/write"), alice.post("/api/write")

    assert (page.status_code, problem.status_code) == (409, 409)
    assert problem.json()["title"].startswith("Another change is using this item")
    assert problem.json()["title"] in page.text
    assert page.headers["Retry-After"] == "2"


def test_request_gate_rejects_too_many_requests_of_one_client(machine, web):
    alice = web.client("alice@example.org")
    with (
        ThreadPoolExecutor(MAX_REQUESTS_PER_CLIENT + 4) as pool,
        machine.row_lock("alice@example.org"),
    ):
        crowd = [pool.submit(alice.post, "/api/write") for _ in range(MAX_REQUESTS_PER_CLIENT + 4)]
        eventually(lambda: any(response.done() for response in crowd), "some are refused")
    refused = [response.result() for response in crowd if response.result().status_code == 429]

    assert refused
    assert refused[0].headers["Retry-After"]
    assert refused[0].json()["title"].startswith("Too many requests")
    assert alice.get("/read").status_code == 200


def test_oversized_body_is_rejected_with_an_explanation(web):
    alice = web.client("alice@example.org")
    big = b"x" * 1_000_000

    def chunks():
        yield from (big[:100_000] for _ in range(10))

    for content in (big, chunks()):
        answer = alice.post("/api/write", content=content)
        assert answer.status_code == 413
        assert "512 kB" in answer.json()["title"]
    assert alice.post("/write", content=b"x" * 500_000).text == "500000"


def test_rejection_has_security_headers(web):
    alice = web.client("alice@example.org")
    usual = alice.get("/read").headers
    for path in ("/write", "/api/write"):
        refused = alice.post(path, content=b"x" * 1_000_000)
        assert refused.status_code == 413
        assert {name: refused.headers.get(name) for name in GUARDS} == {
            name: usual[name] for name in GUARDS
        }


def test_slow_uploads_hold_no_thread(web):
    bob = web.client("bob@example.org")
    uploads = [socket.create_connection(("127.0.0.1", web.port)) for _ in range(8)]
    for upload in uploads:
        upload.sendall(b"POST /write HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf")

    assert bob.get("/read").status_code == 200
    for upload in uploads:
        upload.close()


def test_client_cannot_forge_proxy_headers(web):
    spoofed = web.client().get("/health-of-nothing", headers={"X_Forwarded_Proto": "https"})

    assert spoofed.status_code == 404


def made_up_cookies(web, address: str, stop: Event) -> Counter[int]:
    """Send requests with invented sessions one after the other, and return their statuses."""
    statuses: Counter[int] = Counter()
    with from_address(web, address) as client:
        while not stop.is_set():
            cookie = {"Cookie": f"sessionid={secrets.token_hex(16)}"}
            statuses[client.get("/read", headers=cookie).status_code] += 1
    return statuses


def from_address(web, address: str) -> httpx.Client:
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=web.url(""), transport=transport, timeout=PATIENCE)


def work(person: httpx.Client, times: int = 30) -> list[tuple[int, float]]:
    """Return the status and seconds of each request of an active user."""
    done = []
    for turn in range(times):
        began = time.monotonic()
        answer = person.post("/write") if turn % 5 == 0 else person.get("/read")
        done.append((answer.status_code, time.monotonic() - began))
    return done


@pytest.mark.parametrize(
    "address", ["127.0.0.2", "127.0.0.1"], ids=["from elsewhere", "from their own address"]
)
def test_fake_cookies_do_not_lock_out_signed_in_users(web, address):
    people = [web.client(f"person-{n}@example.org") for n in range(5)]
    stop = Event()
    with ThreadPoolExecutor(45) as pool:
        attack = [pool.submit(made_up_cookies, web, address, stop) for _ in range(40)]
        time.sleep(1)
        runs = [pool.submit(work, person) for person in people]
        done = [response for run in runs for response in run.result()]
        stop.set()
        answers = sum((run.result() for run in attack), Counter())

    assert answers[429]
    assert {status for status, _ in done} == {200}
    assert quantiles([seconds for _, seconds in done], n=20)[-1] < 1.5


def test_client_that_does_not_read_holds_no_thread(web):
    path = max((ROOT / "var/static").rglob("*.*.js"), key=lambda file: file.stat().st_size)
    request = f"GET /static/{path.relative_to(ROOT / 'var/static')} HTTP/1.1\r\nHost: localhost\r\n"
    readers = []
    for number in range(8):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.bind((f"127.0.0.{number + 10}", 0))
        reader.connect(("127.0.0.1", web.port))
        reader.sendall(f"{request}\r\n".encode())
        readers.append(reader)
    time.sleep(1)

    assert web.client("alice@example.org").get("/read", timeout=5).status_code == 200
    for reader in readers:
        reader.close()


def test_headers_over_32_kb_are_rejected(web):
    assert web.client().get("/health", headers={"X-Name": "x" * 33_000}).status_code == 431


def test_network_address_has_at_most_128_connections(web):
    half = [socket.create_connection(("127.0.0.1", web.port)) for _ in range(200)]
    closed = 'whendoist_requests_rejected_total{reason="too_many_connections"}'

    assert web.client("alice@example.org").get("/read").status_code == 200
    assert closed in web.client().get("/metrics").text
    for connection in half:
        connection.close()


def test_rejections_are_counted_and_logged_once_a_minute(web):
    address, logged = "127.0.0.3", web.output().count("request rejected")
    half = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"
    uploads = []
    for _ in range(MAX_REQUESTS_PER_CLIENT):
        uploads.append(socket.create_connection(("127.0.0.1", web.port), PATIENCE, (address, 0)))
        uploads[-1].sendall(half)
    with from_address(web, address) as client:
        eventually(lambda: client.get("/read").status_code == 429, "the queue is full")
        assert [client.get("/read").status_code for _ in range(3)] == [429] * 3
    for upload in uploads:
        upload.close()

    assert web.output().count("request rejected") == logged + 1
    name = 'whendoist_requests_rejected_total{reason="too_many_requests"}'
    (line,) = [
        response for response in web.client().get("/metrics").text.splitlines() if name in response
    ]
    assert float(line.split()[-1]) >= 4
