"""A real HTTP server on loopback whose responses a test sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Response = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """`responses` by path, or functions of the request's headers; `requests` as (path, headers)."""

    port: int
    responses: dict[str, Response | Callable[[dict[str, str]], Response]] = field(
        default_factory=dict
    )
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def respond(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        """Set the response for a path and return its address. `Content_Type` names a header."""
        content = body.encode() if isinstance(body, str) else body
        hyphenated = {name.replace("_", "-"): value for name, value in headers.items()}
        self.responses[path] = status, hyphenated, content
        return f"{self.url}{path}"


@contextmanager
def serving() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            request_headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append((self.path, request_headers))
            response = site.responses.get(self.path, (404, {}, b""))
            status, headers, body = response(request_headers) if callable(response) else response
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_PROPFIND = do_GET  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(server.server_port)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
