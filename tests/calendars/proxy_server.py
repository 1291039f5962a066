"""A proxy in front of another server that replaces or changes some of its responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

Response = tuple[int, dict[str, str], bytes]
METHODS = ("DELETE", "GET", "MKCALENDAR", "PROPFIND", "PUT", "REPORT")
FORWARDED = ("Authorization", "Content-Type", "Depth", "If-Match", "If-None-Match")


@dataclass
class ProxyServer:
    """Requests are matched by method, depth and path, such as "PROPFIND 1 /alice/"."""

    upstream: str
    url: str
    responses: dict[str, Response] = field(default_factory=dict)
    changes: dict[str, Callable[[Response], Response]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def respond(self, pattern: str, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer matching requests instead of the upstream server."""
        hyphenated = {name.replace("_", "-"): value for name, value in headers.items()}
        self.responses[pattern] = status, hyphenated, body

    def change(self, pattern: str, change: Callable[[Response], Response]) -> None:
        """Change the upstream server's responses to matching requests."""
        self.changes[pattern] = change

    def response(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        name = f"{method} {headers.get('Depth', '')} {path}"
        self.requests.append(name)
        for pattern, response in self.responses.items():
            if fnmatch(name, pattern):
                return response
        response = self._forward(method, path, headers, body)
        for pattern, change in self.changes.items():
            if fnmatch(name, pattern):
                response = change(response)
        return response

    def _forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        connection = HTTPConnection(urlsplit(self.upstream).netloc)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()


@contextmanager
def proxying(upstream: str) -> Iterator[ProxyServer]:
    class Handler(BaseHTTPRequestHandler):
        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: self.headers[name] for name in FORWARDED if name in self.headers}
            status, response_headers, content = proxy.response(
                self.command, self.path, headers, body
            )
            self.send_response(status)
            response_headers = response_headers | {"Content-Length": str(len(content))}
            for name, value in response_headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    for method in METHODS:
        setattr(Handler, f"do_{method}", Handler.forward)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy = ProxyServer(upstream, f"http://127.0.0.1:{server.server_port}/")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
