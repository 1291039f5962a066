"""A server in front of another one, which gives some answers itself or changes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

Answer = tuple[int, dict[str, str], bytes]
METHODS = ("DELETE", "GET", "MKCALENDAR", "PROPFIND", "PUT", "REPORT")
PASSED_ON = ("Authorization", "Content-Type", "Depth", "If-Match", "If-None-Match")


@dataclass
class Between:
    """Requests are named by method, depth and path, such as "PROPFIND 1 /alice/"."""

    behind: str
    url: str
    said: dict[str, Answer] = field(default_factory=dict)
    changed: dict[str, Callable[[Answer], Answer]] = field(default_factory=dict)

    def says(self, requests: str, status: int, body: bytes = b"", **headers: str) -> None:
        """To requests like these, this, and the server behind never hears of them."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.said[requests] = status, named, body

    def changes(self, requests: str, change: Callable[[Answer], Answer]) -> None:
        """What the server behind says to requests like these."""
        self.changed[requests] = change

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        name = f"{method} {headers.get('Depth', '')} {path}"
        for requests, said in self.said.items():
            if fnmatch(name, requests):
                return said
        answer = self._ask(method, path, headers, body)
        for requests, change in self.changed.items():
            if fnmatch(name, requests):
                answer = change(answer)
        return answer

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        connection = HTTPConnection(urlsplit(self.behind).netloc)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


@contextmanager
def between(behind: str) -> Iterator[Between]:
    class Handler(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
            status, said, content = front.answer(self.command, self.path, headers, body)
            self.send_response(status)
            for name, value in (said | {"Content-Length": str(len(content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    for method in METHODS:
        setattr(Handler, f"do_{method}", Handler.pass_on)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    front = Between(behind, f"http://127.0.0.1:{server.server_port}/")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
