"""The HTTP protocol: uvicorn's, with limits on size, speed and number of connections.

uvicorn leaves these limits to a proxy. Without one, 300 incomplete requests stayed open forever,
1,050 used up the file descriptors, and headers of 200 MB were held in memory.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import httptools
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from core.ops.connection_limits import Connections
from core.ops.rejections import rejection_log

HEAD_TIMEOUT = 15.0  # seconds from accept, or from the first byte, to the end of the headers
REST_TIMEOUT = 15.0  # seconds for the rest of a body after its response
READ_TIMEOUT = 60.0  # seconds that a client may leave a response unread
LINGER = 2.0  # seconds for a rejected client to read the response while it still sends
MAX_HEAD = 32 * 1024  # bytes: request line and headers, or one chunk header, or trailers
MAX_MESSAGE = 16 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # bytes, chunk framing included
MAX_FIELDS = 128  # headers
MAX_PIPELINE = 16  # requests of a connection that wait for earlier ones
SLICE = 16 * 1024  # bytes parsed between two checks of the limits

connections: Connections[Protocol] = Connections()


class LimitExceeded(Exception):
    """Raised in a callback to stop the parser."""


class Protocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline: asyncio.TimerHandle | None = None
        self.stalled: asyncio.TimerHandle | None = None
        self.in_body = False  # between the end of the headers and the end of the request
        self.finished = False  # drop further input
        self.waiting_since = 0.0
        self.unparsed = 0  # bytes since the last callback of the parser
        self.message_size = 0
        self.head_size = 0
        self.fields = 0
        self.active: RequestResponseCycle | None = None  # the request being answered

    # --- connection ---

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.waiting_since = time.monotonic()
        self._set_deadline(HEAD_TIMEOUT, self._on_slow_head)
        for excess in connections.add(self, self.client[0] if self.client else ""):
            excess.drop("too_many_connections")

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        connections.remove(self)
        self._cancel_response()
        self._unset_keepalive_if_required()
        self._clear_deadline()
        self._clear_stalled()

    def is_waiting(self) -> bool:
        """Return whether no request is being answered, so that closing loses nothing."""
        return self.active is None or self.active.response_complete

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.active = cycle  # uvicorn tracks only the latest, which may be queued
        super()._start_asgi_task(cycle, app)

    def _cancel_response(self) -> None:
        """Tell the application that the client is disconnected."""
        if self.active and not self.is_waiting():
            self.active.disconnected = True
            self.active.message_event.set()

    def drop(self, reason: str) -> None:
        """Close at once without a response, discarding unread data."""
        rejection_log.add(reason, connections.queue(self))
        connections.remove(self)
        self._cancel_response()
        self.finished = True
        self.transport.abort()

    # --- bytes in ---

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if not self.in_body and self.deadline is None:
            self._set_deadline(HEAD_TIMEOUT, self._on_slow_head)
        for start in range(0, len(data), SLICE):
            if self.finished or self.transport.is_closing():
                return
            self._parse(data[start : start + SLICE])

    def _parse(self, data: bytes) -> None:
        self.unparsed += len(data)
        self.message_size += len(data)
        try:
            self.parser.feed_data(data)
            if self.message_size > MAX_MESSAGE:
                self._reject(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            elif self.unparsed > MAX_HEAD:
                self._reject(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        except httptools.HttpParserUpgrade:
            # Ignore the upgrade and answer normally; what follows is another protocol.
            self.finished, self.cycle.keep_alive = True, False
        except httptools.HttpParserError as error:
            too_large = isinstance(error.__context__, LimitExceeded)
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self._reject(status if too_large else HTTPStatus.BAD_REQUEST)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.unparsed = self.message_size = self.head_size = self.fields = 0
        if self.deadline is None:
            self._set_deadline(HEAD_TIMEOUT, self._on_slow_head)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self.head_size += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.in_body:
            return  # trailers must not override headers checked by a proxy
        super().on_header(name, value)
        self.head_size += len(name) + len(value) + 4
        self.fields += 1
        if self.head_size > MAX_HEAD or self.fields > MAX_FIELDS:
            raise LimitExceeded

    def on_headers_complete(self) -> None:
        if self.head_size > MAX_HEAD or len(self.pipeline) >= MAX_PIPELINE:
            raise LimitExceeded
        self.unparsed = 0
        self.in_body = True
        self._clear_deadline()
        super().on_headers_complete()

    def on_chunk_header(self) -> None:
        self.unparsed = 0

    def on_body(self, body: bytes) -> None:
        self.unparsed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.unparsed = 0
        self.in_body = False
        if self.is_waiting() and not self.transport.is_closing():
            self._clear_deadline()
            self._wait_for_next()

    # --- bytes out ---

    def on_response_complete(self) -> None:
        self.waiting_since = time.monotonic()
        super().on_response_complete()
        if self.transport.is_closing():
            self._set_deadline(READ_TIMEOUT, self._on_unread)
        elif self.in_body and self.is_waiting():
            self._unset_keepalive_if_required()
            self._set_deadline(REST_TIMEOUT, self._on_slow_rest)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._clear_stalled()
        self.stalled = self.loop.call_later(READ_TIMEOUT, self._on_unread)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._clear_stalled()

    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():
            self._on_unread()  # closing would wait for a client that does not read
        else:
            super().timeout_keep_alive_handler()

    # --- deadlines ---

    def _wait_for_next(self) -> None:
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def _set_deadline(self, seconds: float, expire: Any) -> None:
        self._clear_deadline()
        self.deadline = self.loop.call_later(seconds, expire)

    def _clear_deadline(self) -> None:
        if self.deadline:
            self.deadline.cancel()
            self.deadline = None

    def _clear_stalled(self) -> None:
        if self.stalled:
            self.stalled.cancel()
            self.stalled = None

    def _on_slow_head(self) -> None:
        self.deadline = None
        if not self.is_waiting():
            self.cycle.keep_alive = False  # an earlier request is being answered
        elif self.unparsed or self.head_size:
            self._reject(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _on_slow_rest(self) -> None:
        self.drop("body_too_slow")

    def _on_unread(self) -> None:
        self.drop("response_unread")

    # --- rejecting ---

    def _reject(self, status: HTTPStatus) -> None:
        """Respond, unless that would interfere with an earlier response, and close."""
        if not self._can_respond():
            return self.drop(status.name.lower())
        rejection_log.add(status.name.lower(), connections.queue(self))
        self.finished = True
        self._cancel_response()
        self._unset_keepalive_if_required()
        self.transport.write(b"".join(self._response(status)))
        # If closed at once, a client that still sends would lose the response.
        self.transport.write_eof()
        self.flow.resume_reading()
        self._set_deadline(LINGER, self.transport.abort)
        return None

    def _can_respond(self) -> bool:
        """Return whether a response now would belong to the request being read."""
        if self.transport.is_closing() or self.pipeline:
            return False
        if self.in_body:
            return not self.cycle.response_started
        return self.is_waiting()

    def _response(self, status: HTTPStatus) -> Iterable[bytes]:
        text = f"{status.phrase}\n".encode()
        yield f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode()
        for name, value in self.server_state.default_headers:
            yield from (name, b": ", value, b"\r\n")
        yield b"content-type: text/plain\r\nx-content-type-options: nosniff\r\n"
        yield b"content-length: %d\r\nconnection: close\r\n\r\n" % len(text)
        yield text
