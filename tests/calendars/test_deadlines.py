"""However slowly a server answers, an exchange ends in time"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import monotonic

import pytest

from tasks.calendars.base import TooMuch, Unavailable
from tasks.calendars.http import Http
from tasks.calendars.safe_fetch import fetch

DEADLINE = 0.6  # seconds
SLACK = 5  # far from what these servers would take: a minute each
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n"
DRIP = 0.1  # seconds between two bytes


@pytest.fixture(autouse=True)
def short(monkeypatch, settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    monkeypatch.setattr("tasks.calendars.http.PATIENCE", DEADLINE)


@pytest.fixture
def http():
    http = Http()
    yield http
    http.close()


@contextmanager
def peer(answer: Callable[[socket.socket, Event], None]) -> Iterator[str]:
    """A server on loopback that does with each connection what `answer` does."""
    over = Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            Thread(target=converse, args=[connection], daemon=True).start()

    def converse(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # whoever asked has left
            answer(connection, over)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=serve, daemon=True).start()
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()


def dripping(fast: bytes, slow: bytes):
    """Send the first part at once, the second byte by byte."""

    def answer(connection: socket.socket, over: Event) -> None:
        connection.recv(65536)
        connection.sendall(fast)
        for byte in slow:
            if over.wait(DRIP):
                return
            connection.sendall(bytes([byte]))

    return answer


def silent(connection: socket.socket, over: Event) -> None:
    over.wait(60)


def flooding(connection: socket.socket, over: Event) -> None:
    connection.recv(65536)
    while not over.is_set():
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


HEADERS = HEAD + b"X: " + b"x" * 600
REDIRECT = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /x\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
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
def test_an_answer_that_drips_ends_at_the_deadline(http, answer):
    begin = monotonic()
    with peer(answer) as place, pytest.raises(Unavailable, match="too long"):
        fetch(http, f"http://{place}/", {})
    assert monotonic() - begin < DEADLINE + SLACK


def test_a_handshake_that_is_not_answered_ends_at_the_deadline(http):
    begin = monotonic()
    with peer(silent) as place, pytest.raises(Unavailable, match="too long"):
        fetch(http, f"https://{place}/", {})
    assert monotonic() - begin < DEADLINE + SLACK


def test_redirects_share_one_deadline(http):
    def slow_redirect(connection: socket.socket, over: Event) -> None:
        connection.recv(65536)
        over.wait(DEADLINE / 2)
        connection.sendall(REDIRECT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

    with peer(slow_redirect) as place, pytest.raises(Unavailable, match="too long"):
        fetch(http, f"http://{place}/", {})


def test_a_name_that_is_not_resolved_ends_at_the_deadline(http, monkeypatch):
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [over.wait(60)][:0])
    begin = monotonic()
    with pytest.raises(Unavailable, match="no server of this name"):
        fetch(http, "http://calendar.example.org/", {})
    over.set()
    assert monotonic() - begin < DEADLINE + SLACK


def test_interim_answers_without_end_are_too_much(http, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MOST_WIRE", 1_000_000)
    monkeypatch.setattr("tasks.calendars.http.PATIENCE", 60)
    with peer(flooding) as place, pytest.raises(TooMuch, match="too large"):
        fetch(http, f"http://{place}/", {})


def test_all_exchanges_of_a_run_share_a_deadline(monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.PATIENCE", 60)
    monkeypatch.setattr("tasks.calendars.http.PATIENCE_OF_RUN", DEADLINE)
    http = Http()
    with peer(silent) as place:
        for _ in range(3):
            with pytest.raises(Unavailable, match="too long"):
                fetch(http, f"http://{place}/", {})
    assert monotonic() < http.end + SLACK
    http.close()


def test_headers_that_are_too_long_are_not_read_on(http):
    endless = dripping(HEAD[:-2] + b"X: " + b"x" * 300_000, b"")
    with peer(endless) as place, pytest.raises(Unavailable, match="could not be reached"):
        fetch(http, f"http://{place}/", {})
