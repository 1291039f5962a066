"""Connection limits on a real server with an application that responds at once."""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import uvicorn

from core.ops import connection_limits, protocol
from core.ops.protocol import MAX_FIELDS, MAX_HEAD, MAX_MESSAGE, MAX_PIPELINE
from core.ops.server import OPTIONS

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
HUGE = b"x" * 300_000
SHORT = 1.0  # seconds; enough for a request to arrive on a busy machine


class Server:
    """uvicorn with our protocol, in a separate thread."""

    def __init__(self) -> None:
        self.scopes: list[dict] = []
        self.disconnected = 0
        self.hold = False  # do not answer yet
        config = uvicorn.Config(self.app, **(OPTIONS | {"interface": "asgi3", "lifespan": "off"}))
        self.uvicorn = uvicorn.Server(config)
        self.sockets: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))

    async def app(self, scope, receive, send) -> None:
        self.scopes.append(scope)
        while (message := await receive()).get("more_body"):
            pass
        if message["type"] == "http.disconnect":
            self.disconnected += 1
            return
        while self.hold:
            await asyncio.sleep(0.01)
        body = b"x" * 2_000_000 if scope["path"] == "/large" else b"hello"
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": body})

    def connect(self, data: bytes = b"") -> socket.socket:
        connection = socket.create_connection(self.listening.getsockname(), timeout=20)
        self.sockets.append(connection)
        with suppress(OSError):  # the server may close before it has read everything
            connection.sendall(data)
        return connection


@pytest.fixture
def server():
    server = Server()
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(lambda: asyncio.run(server.uvicorn.serve([server.listening])))
        while not server.uvicorn.started:
            time.sleep(0.01)
        yield server
        server.hold = False
        for connection in server.sockets:
            connection.close()
        server.uvicorn.should_exit = True
        run.result()


def read(connection: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    received = b""
    with suppress(ConnectionResetError):
        while data := connection.recv(1 << 16):
            received += data
    return received


def one_response(connection: socket.socket) -> bytes:
    received = b""
    while not received.endswith(b"hello") and (data := connection.recv(1 << 16)):
        received += data
    return received


def status(connection: socket.socket) -> int:
    return int(read(connection).split()[1])


def is_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        connection.settimeout(20)


CLOSE = b"Connection: close\r\n"


@pytest.mark.parametrize("head", [b"", b"G", GET, GET + b"X-Name: val"])
def test_connection_closes_when_headers_arrive_too_late(server, monkeypatch, head):
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT", SHORT)
    connection = server.connect(head)

    assert read(connection)[:12] == (b"HTTP/1.1 408" if head[1:] else b"")
    assert server.scopes == []


def test_header_timeout_is_not_extended_by_single_bytes(server, monkeypatch):
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT", SHORT)
    connection = server.connect(GET)
    began = time.monotonic()
    with suppress(OSError):
        while time.monotonic() - began < 10 and is_open(connection):
            connection.sendall(b"x")
            time.sleep(0.05)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("begun", [b"G", b"\r\n", GET])
def test_header_timeout_starts_again_for_each_request_of_a_connection(server, monkeypatch, begun):
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT", SHORT)
    connection = server.connect(GET + b"\r\n")
    assert b"200 OK" in one_response(connection)
    connection.sendall(begun)

    read(connection)  # ends
    assert len(server.scopes) == 1


def test_idle_connection_stays_open_for_the_next_request(server, monkeypatch):
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT", SHORT)
    connection = server.connect(GET + b"\r\n")
    one_response(connection)
    time.sleep(SHORT * 1.5)
    connection.sendall(GET + b"\r\n")

    assert b"200 OK" in one_response(connection)


def test_slow_request_gets_its_response(server, monkeypatch):
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT", SHORT)
    server.hold = True
    connection = server.connect(GET + b"\r\n")
    time.sleep(SHORT * 1.5)
    server.hold = False

    assert b"200 OK" in one_response(connection)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + HUGE,
        b"GET /" + b"x" * MAX_HEAD + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        GET + b"X-Name: " + HUGE,
        GET + HUGE,
        GET + b"X-Name: " + b"x" * MAX_HEAD + b"\r\n\r\n",
        GET + b"A: b\r\n" * MAX_FIELDS + b"\r\n",
        CHUNKED + b"1;" + HUGE,
        CHUNKED + b"1\r\nx\r\n0\r\nX-Trailer: " + HUGE,
        CHUNKED + b"1\r\nx\r\n0\r\n" + b"A: b\r\n" * 50_000,
    ],
    ids=[
        *("url", "whole url", "header", "header name", "whole header", "fields"),
        *("chunk extension", "trailer", "trailers"),
    ],
)
def test_oversized_headers_are_rejected_while_they_arrive(server, request_):
    connection = server.connect(request_)

    assert status(connection) == 431
    assert len(server.scopes) == server.disconnected  # no application waits for the rest


def test_headers_just_below_the_limit_are_accepted(server):
    connection = server.connect(GET + CLOSE + b"X-Name: " + b"x" * (MAX_HEAD - 500) + b"\r\n\r\n")

    assert status(connection) == 200


def test_endless_body_is_rejected_with_any_framing(server):
    chunks = b"1;a\r\nx\r\n" * (MAX_MESSAGE // 8 + 5_000)

    assert status(server.connect(CHUNKED + chunks)) == 413


def test_trailer_is_not_treated_as_a_header(server):
    spoofed = b"1\r\nx\r\n0\r\nX-Forwarded-Proto: https\r\n\r\n"
    assert b"200 OK" in one_response(server.connect(CHUNKED + spoofed))

    assert b"x-forwarded-proto" not in dict(server.scopes[0]["headers"])


def test_pipelined_requests_get_responses_in_order(server):
    requests = (GET + b"\r\n") * 9 + GET + CLOSE + b"\r\n"

    assert read(server.connect(requests)).count(b"200 OK") == 10


def test_connection_closes_when_a_client_pipelines_endlessly(server):
    server.hold = True
    connection = server.connect((GET + b"\r\n") * (MAX_PIPELINE + 2))

    assert read(connection) == b""
    assert len(server.scopes) == 1


def test_garbage_after_a_request_does_not_enter_its_response(server):
    server.hold = True
    connection = server.connect(GET + b"\r\n" + b"\x00garbage\r\n\r\n")

    assert read(connection) == b""


def test_upgrade_request_gets_a_normal_response(server):
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

    assert status(server.connect(GET + upgrade)) == 200


def test_connection_closes_when_the_client_does_not_read(server, monkeypatch):
    monkeypatch.setattr(protocol, "READ_TIMEOUT", SHORT)
    connection = socket.socket()
    server.sockets.append(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(server.listening.getsockname())
    connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n" * 4)
    time.sleep(SHORT * 3)

    assert len(read(connection)) < 4 * 2_000_000


def test_connection_limit_closes_the_longest_idle_connection(server, settings):
    settings.MAX_CONNECTIONS_PER_ADDRESS = 3
    half_sent = [server.connect(GET) for _ in range(3)]
    connection = server.connect(GET + b"\r\n")

    assert b"200 OK" in one_response(connection)
    assert [is_open(connection) for connection in half_sent] == [False, True, True]


def test_connection_limit_never_interrupts_a_request(server, settings):
    settings.MAX_CONNECTIONS_PER_ADDRESS = 2
    server.hold = True
    busy = [server.connect(GET + CLOSE + b"\r\n") for _ in range(2)]
    while len(server.scopes) < 2:
        time.sleep(0.01)
    extra = server.connect(GET + b"\r\n")

    assert read(extra) == b""
    server.hold = False
    assert [status(connection) for connection in busy] == [200, 200]


def test_connection_limit_does_not_apply_to_a_proxy(server, settings):
    settings.MAX_CONNECTIONS_PER_ADDRESS = 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    several = [server.connect() for _ in range(3)]
    assert b"200 OK" in one_response(server.connect(GET + b"\r\n"))

    assert all(is_open(connection) for connection in several)


def test_connection_limit_reserves_file_descriptors(server, settings, monkeypatch):
    settings.MAX_CONNECTIONS_PER_ADDRESS = 100
    monkeypatch.setattr(connection_limits, "MAX_CONNECTIONS", 3)
    half_sent = [server.connect(GET) for _ in range(5)]
    assert b"200 OK" in one_response(server.connect(GET + b"\r\n"))

    assert sum(is_open(connection) for connection in half_sent) == 2
