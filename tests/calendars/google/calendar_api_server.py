"""Serves a `CalendarApi` over HTTP on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

from tests.calendars.google.calendar_api import CalendarApi


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(api: CalendarApi) -> Iterator[dict[str, str]]:
    """Serve the application and yield the endpoints for the settings."""
    server = make_server("127.0.0.1", 0, api, handler_class=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        yield {name: f"{address}/{name}" for name in ("consent", "token", "revoke", "api")}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
