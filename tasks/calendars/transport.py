"""The network layer below HTTP: one deadline and one byte count for a whole exchange.

httpx restarts its timeouts with each byte that arrives, so a server that sends one byte a second
never times out. Here each connect, handshake, read and write gets the remaining time.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any

import httpcore
import httpx
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from httpcore._backends.sync import SyncBackend

from tasks.calendars.base import TooLarge, Unavailable

CODING = "content-encoding"
PLAIN: tuple[list[str], ...] = ([], ["identity"])
GZIP = (["gzip"], ["x-gzip"])  # one layer only (RFC 9110 §8.4.1.3)
WBITS = 16 + zlib.MAX_WBITS  # 16: with gzip header and checksum
PIECE = 64 * 1024  # bytes decompressed at once
WRITE_SIZE = 4096  # bytes written at once: each write restarts its timeout
TOO_LARGE = gettext_lazy("The response was too large.")


class DeadlineExceeded(Unavailable):
    """The deadline of an exchange has passed."""

    def __init__(self) -> None:
        super().__init__(_("The server took too long to respond."))


class Limits:
    """What is left of an exchange: seconds, bytes on the wire, bytes of decoded bodies."""

    def __init__(self, seconds: float, wire: int, body: int) -> None:
        self.end = monotonic() + seconds
        self.wire = wire
        self.body = body

    def seconds(self, limit: float | None = None) -> float:
        """Return how long the next step may take. Raises `DeadlineExceeded` if no time is left."""
        left = self.end - monotonic()
        if left <= 0:
            raise DeadlineExceeded
        return left if limit is None else min(left, limit)

    def receive(self, count: int) -> None:
        """Count bytes on the wire. Raises `TooLarge`, also for endless headers and framing."""
        self.wire -= count
        if self.wire < 0:
            raise TooLarge(str(TOO_LARGE))

    def decode(self, count: int) -> None:
        """Count bytes of decoded bodies. Raises `TooLarge` or `DeadlineExceeded`."""
        self.body -= count
        if self.body < 0:
            raise TooLarge(str(TOO_LARGE))
        self.seconds()


class Backend(httpcore.NetworkBackend):
    """Opens connections that obey the current exchange's limits, reused connections included."""

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
        for start in range(0, len(buffer), WRITE_SIZE):
            seconds = self.backend.limits.seconds(timeout)
            self.stream.write(buffer[start : start + WRITE_SIZE], seconds)

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
    """httpx on top of `Backend`, with bodies decoded here: httpx decompresses without a limit.

    HTTP/1.1 only: h11 limits headers to 100 kB.
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        context = trusted_context()
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
    """A response body: decoded, counted, and yielded in pieces that are not too small."""

    def __init__(self, response: httpx.Response, limits: Limits) -> None:
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 - a sync client gets no other
        self.stream = response.stream
        codings = response.headers.get_list(CODING, split_commas=True)
        self.codings = [coding.lower() for coding in codings if coding]
        self.limits = limits

    def __iter__(self) -> Iterator[bytes]:
        chunk = bytearray()
        for piece in self._decoded():
            self.limits.decode(len(piece))
            chunk += piece
            if len(chunk) >= PIECE:
                yield bytes(chunk)
                chunk.clear()
        yield bytes(chunk)

    def close(self) -> None:
        self.stream.close()

    def _decoded(self) -> Iterator[bytes]:
        pieces = (piece for piece in self.stream if piece)
        if self.codings in PLAIN:
            return pieces
        if self.codings in GZIP:
            return decompress_gzip(pieces)
        return _reject_coding(pieces)


def decompress_gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress concatenated gzip members (RFC 1952 §2.2), at most `PIECE` bytes at once."""
    unzip = None
    try:
        for piece in pieces:
            while piece:
                if unzip is None or unzip.eof:
                    unzip = zlib.decompressobj(WBITS)
                yield unzip.decompress(piece, PIECE)
                piece = unzip.unused_data if unzip.eof else unzip.unconsumed_tail
    except zlib.error as error:
        raise Unavailable(_("The response could not be read.")) from error
    if unzip and not unzip.eof:
        raise Unavailable(_("The response ended too early."))


def _reject_coding(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Raise `Unavailable` if there is a body: an empty one may name any coding."""
    if any(pieces):
        raise Unavailable(_("The server compresses its response in an unsupported way."))
    yield b""


def trusted_context() -> ssl.SSLContext:
    """Trust the public certificate authorities and those this machine trusts."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
