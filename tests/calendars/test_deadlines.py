"""An exchange ends at its deadline, however slowly the server responds"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import monotonic

import pytest

from tasks.calendars.base import TooLarge, Unavailable
from tasks.calendars.http import Http
from tasks.calendars.safe_fetch import fetch

DEADLINE = 0.6  # seconds
SLACK = 5  # much less than the minute these servers would take
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n"
DRIP = 0.1  # seconds between two bytes


@pytest.fixture(autouse=True)
def short(monkeypatch, allow_private):
    monkeypatch.setattr("tasks.calendars.http.TIME_LIMIT", DEADLINE)


@contextmanager
def peer(respond: Callable[[socket.socket, Event], None]) -> Iterator[str]:
    """Serve each connection with `respond`, and yield the address."""
    stopped = Event()

    def serve() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            Thread(target=converse, args=[connection], daemon=True).start()

    def converse(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the client has closed the connection
            respond(connection, stopped)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=serve, daemon=True).start()
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}"
        finally:
            stopped.set()


def dripping(fast: bytes, slow: bytes):
    """Return a function that sends the first part at once and the second byte by byte."""

    def respond(connection: socket.socket, stopped: Event) -> None:
        connection.recv(65536)
        connection.sendall(fast)
        for byte in slow:
            if stopped.wait(DRIP):
                return
            connection.sendall(bytes([byte]))

    return respond


def silent(connection: socket.socket, stopped: Event) -> None:
    stopped.wait(60)


def flooding(connection: socket.socket, stopped: Event) -> None:
    connection.recv(65536)
    while not stopped.is_set():
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


HEADERS = HEAD + b"X: " + b"x" * 600
REDIRECT = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /x\r\n\r\n"


@pytest.mark.parametrize(
    "respond",
    [
        pytest.param(dripping(b"", HEADERS), id="headers"),
        pytest.param(dripping(HEAD, b"x" * 600), id="body"),
        pytest.param(dripping(b"", REDIRECT * 10), id="redirects"),
        pytest.param(
            dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" * 300),
            id="chunks",
        ),
        pytest.param(silent, id="silence"),
    ],
)
def test_fetch_ends_at_the_deadline_when_a_response_trickles(http, respond):
    begin = monotonic()
    with peer(respond) as address, pytest.raises(Unavailable, match="took too long"):
        fetch(http, f"http://{address}/", {})
    assert monotonic() - begin < DEADLINE + SLACK


def test_fetch_ends_at_the_deadline_when_the_handshake_hangs(http):
    begin = monotonic()
    with peer(silent) as address, pytest.raises(Unavailable, match="took too long"):
        fetch(http, f"https://{address}/", {})
    assert monotonic() - begin < DEADLINE + SLACK


def test_fetch_ends_at_the_deadline_across_redirects(http):
    def slow_redirect(connection: socket.socket, stopped: Event) -> None:
        connection.recv(65536)
        stopped.wait(DEADLINE / 2)
        connection.sendall(REDIRECT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

    with peer(slow_redirect) as address, pytest.raises(Unavailable, match="took too long"):
        fetch(http, f"http://{address}/", {})


def test_fetch_ends_at_the_deadline_when_name_resolution_hangs(http, monkeypatch):
    stopped = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [stopped.wait(60)][:0])
    begin = monotonic()
    with pytest.raises(Unavailable, match="could not be resolved"):
        fetch(http, "http://calendar.example.org/", {})
    stopped.set()
    assert monotonic() - begin < DEADLINE + SLACK


def test_fetch_rejects_endless_interim_responses(http, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MAX_WIRE", 1_000_000)
    monkeypatch.setattr("tasks.calendars.http.TIME_LIMIT", 60)
    with peer(flooding) as address, pytest.raises(TooLarge, match="too large"):
        fetch(http, f"http://{address}/", {})


def test_http_client_limits_the_time_of_all_exchanges_together(monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.TIME_LIMIT", 60)
    monkeypatch.setattr("tasks.calendars.http.RUN_TIME_LIMIT", DEADLINE)
    http = Http()
    with peer(silent) as address:
        for _ in range(3):
            with pytest.raises(Unavailable, match="took too long"):
                fetch(http, f"http://{address}/", {})
    assert monotonic() < http.end + SLACK
    http.close()


def test_fetch_rejects_headers_that_are_too_long(http):
    endless = dripping(HEAD[:-2] + b"X: " + b"x" * 300_000, b"")
    with peer(endless) as address, pytest.raises(Unavailable, match="could not be reached"):
        fetch(http, f"http://{address}/", {})
