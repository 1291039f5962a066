"""The wire below HTTP: one deadline and one byte count for a whole exchange, whatever a peer does.

httpx starts its timeouts again with each byte that arrives; a peer that sends one a second is never
late. Here every connect, handshake, read and write gets what is left of the exchange.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any

import httpcore
import httpx
from httpcore._backends.sync import SyncBackend

from tasks.calendars.base import TooMuch, Unavailable

CODING = "content-encoding"
PLAIN: tuple[list[str], ...] = ([], ["identity"])
GZIP = (["gzip"], ["x-gzip"])  # once, and nothing else (RFC 9110 §8.4.1.3)
WINDOW = 16 + zlib.MAX_WBITS  # 16: with the header and the checksum of gzip
PIECE = 64 * 1024  # bytes that are unpacked at once
WRITTEN = 4096  # bytes written at once: the timeout of a write starts again with each
TOO_LARGE = "The answer was too large."


class TooSlow(Unavailable):
    """The deadline of an exchange has passed."""

    def __init__(self) -> None:
        super().__init__("The answer took too long.")


class Limits:
    """What is left of an exchange: seconds, bytes on the wire, bytes of what they say."""

    def __init__(self, seconds: float, wire: int, body: int) -> None:
        self.end = monotonic() + seconds
        self.wire = wire
        self.body = body

    def seconds(self, most: float | None = None) -> float:
        """How long the next step may take. Raises `TooSlow` when nothing is left."""
        left = self.end - monotonic()
        if left <= 0:
            raise TooSlow
        return left if most is None else min(left, most)

    def receive(self, count: int) -> None:
        """Raises `TooMuch` for headers, interim responses and chunk framing without end as well."""
        self.wire -= count
        if self.wire < 0:
            raise TooMuch(TOO_LARGE)

    def unpack(self, count: int) -> None:
        """Raises `TooMuch`, or `TooSlow`."""
        self.body -= count
        if self.body < 0:
            raise TooMuch(TOO_LARGE)
        self.seconds()


class Backend(httpcore.NetworkBackend):
    """Opens connections that obey the limits of the present exchange, reused ones included."""

    limits = Limits(0, 0, 0)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self.limits.seconds(timeout)
        stream = SyncBackend().connect_tcp(host, port, seconds, local_address, socket_options)
        return Stream(stream, self)


class Stream(httpcore.NetworkStream):
    """A connection that asks its backend how long each step may take."""

    def __init__(self, stream: httpcore.NetworkStream, backend: Backend) -> None:
        self.stream = stream
        self.backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        received = self.stream.read(max_bytes, self.backend.limits.seconds(timeout))
        self.backend.limits.receive(len(received))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), WRITTEN):
            seconds = self.backend.limits.seconds(timeout)
            self.stream.write(buffer[start : start + WRITTEN], seconds)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self.backend.limits.seconds(timeout)
        stream = self.stream.start_tls(ssl_context, server_hostname, seconds)
        return Stream(stream, self.backend)

    def close(self) -> None:
        self.stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class Transport(httpx.HTTPTransport):
    """httpx over such connections, and bodies unpacked here: httpx unpacks without any limit.

    HTTP/1.1 only: its headers end at 100 kB (h11).
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        context = trusted()
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=4, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        body = Body(response, self.backend.limits)
        headers = [
            (name, value) for name, value in response.headers.multi_items() if name != CODING
        ]
        return httpx.Response(
            response.status_code, headers=headers, stream=body, extensions=response.extensions
        )


class Body(httpx.SyncByteStream):
    """A body as it comes in: unpacked, counted, and in pieces that are not too small."""

    def __init__(self, response: httpx.Response, limits: Limits) -> None:
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 - no other is sent for
        self.stream = response.stream
        named = response.headers.get_list(CODING, split_commas=True)
        self.codings = [coding.lower() for coding in named if coding]
        self.limits = limits

    def __iter__(self) -> Iterator[bytes]:
        gathered = bytearray()
        for piece in self._decoded():
            self.limits.unpack(len(piece))
            gathered += piece
            if len(gathered) >= PIECE:
                yield bytes(gathered)
                gathered.clear()
        yield bytes(gathered)

    def close(self) -> None:
        self.stream.close()

    def _decoded(self) -> Iterator[bytes]:
        pieces = (piece for piece in self.stream if piece)
        if self.codings in PLAIN:
            return pieces
        if self.codings in GZIP:
            return unzipped(pieces)
        return _refused(pieces)


def unzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Members of gzip, one after the other (RFC 1952 §2.2), at most `PIECE` bytes at once."""
    unzip = None
    try:
        for piece in pieces:
            while piece:
                if unzip is None or unzip.eof:
                    unzip = zlib.decompressobj(WINDOW)
                yield unzip.decompress(piece, PIECE)
                piece = unzip.unused_data if unzip.eof else unzip.unconsumed_tail
    except zlib.error as error:
        raise Unavailable("The answer could not be read.") from error
    if unzip and not unzip.eof:
        raise Unavailable("The answer ended too early.")


def _refused(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Nothing, unless there is something: an answer without a body may name any coding."""
    for _ in pieces:
        raise Unavailable("The server compresses its answer in a way that was not asked for.")
    yield b""


def trusted() -> ssl.SSLContext:
    """Certificates of the public authorities, and those that this machine trusts."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
