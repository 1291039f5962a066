"""One person's locked row, slow query or slow upload never takes others down."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

from core.ops.fairness import REQUESTS_EACH
from tests.faults.machine import WAITS_FOR_LOCK, eventually

GUARDS = (
    *("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options"),
    *("Referrer-Policy", "Cross-Origin-Opener-Policy"),
)


def test_others_read_while_twenty_writers_of_one_person_wait(machine, web):
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


def test_one_person_on_many_devices_is_still_one_person(machine, web):
    alices = [web.client("alice@example.org") for _ in range(4)]
    assert len({alice.cookies["sessionid"] for alice in alices}) == 4
    assert [alice.get("/read").status_code for alice in alices] == [200] * 4
    with ThreadPoolExecutor(4) as pool, machine.row_lock("alice@example.org"):
        writes = [pool.submit(alice.post, "/write") for alice in alices]
        eventually(lambda: machine.connections(WAITS_FOR_LOCK) == 2, "two writers wait")
        eventually(lambda: any(write.done() for write in writes), "the first gives up")
        assert machine.connections(WAITS_FOR_LOCK) <= 2


def test_a_blocked_write_answers_with_a_sentence(machine, web):
    alice = web.client("alice@example.org")
    with machine.row_lock("alice@example.org"):
        page, problem = alice.post("/write"), alice.post("/api/write")

    assert (page.status_code, problem.status_code) == (409, 409)
    assert problem.json()["title"].startswith("Another change is holding this")
    assert problem.json()["title"] in page.text
    assert page.headers["Retry-After"] == "2"


def test_more_requests_than_anybody_needs_are_refused(machine, web):
    alice = web.client("alice@example.org")
    with ThreadPoolExecutor(REQUESTS_EACH + 4) as pool, machine.row_lock("alice@example.org"):
        crowd = [pool.submit(alice.post, "/api/write") for _ in range(REQUESTS_EACH + 4)]
        eventually(lambda: any(each.done() for each in crowd), "some are refused")
    refused = [each.result() for each in crowd if each.result().status_code == 429]

    assert refused
    assert refused[0].headers["Retry-After"]
    assert refused[0].json()["title"].startswith("Too many requests")
    assert alice.get("/read").status_code == 200


def test_a_body_over_the_limit_is_refused_with_a_sentence(web):
    alice = web.client("alice@example.org")
    big = b"x" * 1_000_000

    def chunks():
        yield from (big[:100_000] for _ in range(10))

    for content in (big, chunks()):
        answer = alice.post("/api/write", content=content)
        assert answer.status_code == 413
        assert "512 kB" in answer.json()["title"]
    assert alice.post("/write", content=b"x" * 500_000).text == "500000"


def test_a_refusal_protects_the_browser_as_every_answer_does(web):
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


def test_a_client_cannot_speak_as_the_proxy(web):
    spoofed = web.client().get("/health-of-nothing", headers={"X_Forwarded_Proto": "https"})

    assert spoofed.status_code == 404
