"""The HTTP server of the fake Google: routes requests to it and applies faults."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.calendars.google.fake_google import CUT, SILENT, ErrorResponse, FakeGoogle, Fault, Json


class Handler(BaseHTTPRequestHandler):
    google: FakeGoogle

    def handle_request(self) -> None:
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length)
        self.google.requests.append(f"{self.command} {self.path}")
        fault = _fault(self.google, f"{self.command} {url.path}")
        if fault and not fault.after:
            return self._fail(fault)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        try:
            result = self.google.respond(
                self.command, url.path, query, _body(self, sent), dict(self.headers)
            )
        except ErrorResponse as error:
            return self._write(error.status, _error_body(url.path, error))
        return self._fail(fault) if fault else self._write(200, json.dumps(result).encode())

    do_GET = do_POST = do_PUT = do_DELETE = handle_request  # noqa: N815 - http.server's names

    def _fail(self, fault: Fault) -> None:
        if fault.how == SILENT:
            self.google.silence.wait(30)
        elif fault.how == CUT:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"items": [')
        else:
            error = ErrorResponse(int(fault.how), fault.reason, fault.domain)
            body = json.dumps(error.body).encode() if fault.body is None else fault.body
            self._write(int(fault.how), body, fault.headers)

    def _write(self, status: int, body: bytes, headers: Json | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(google: FakeGoogle) -> Iterator[str]:
    """Serve the fake and yield its address."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"google": google}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        google.silence.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _fault(google: FakeGoogle, request: str) -> Fault | None:
    """Remove and return the first fault that matches the request."""
    fault = next((fault for fault in google.faults if fault.where in request), None)
    if fault:
        google.faults.remove(fault)
    return fault


def _body(handler: BaseHTTPRequestHandler, sent: bytes) -> Any:
    if "json" in handler.headers.get("Content-Type", ""):
        return json.loads(sent)
    return {name: values[0] for name, values in parse_qs(sent.decode()).items()}


def _error_body(path: str, error: ErrorResponse) -> bytes:
    oauth = {"error": str(error)}
    return json.dumps(oauth if path == "/token" else error.body).encode()
