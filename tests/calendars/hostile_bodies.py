"""Response bodies that are designed to exhaust memory, and a server that sends them.

Compressed ones are sent as they are; the others with gzip, the only encoding our client accepts.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import brotli

SIZE = 19 * 1024 * 1024
BOMB = 100 * 1024 * 1024
TOMORROW = f"{datetime.now(UTC).date() + timedelta(days=1):%Y%m%d}"  # by the worker's clock
WHEN = f"DTSTART:{TOMORROW}T090000Z\nDURATION:PT1H"
XML = '<?xml version="1.0" encoding="utf-8"?><multistatus xmlns="DAV:">'
LONG = "x" * 990 + "📅"  # the emoji makes Python use four bytes per character
TEXTS = f"SUMMARY:{LONG}\nLOCATION:{LONG}\nURL:https://a/"
Body = tuple[bytes, str]  # the content and its Content-Encoding


def zipped(text: str | bytes) -> Body:
    content = text.encode() if isinstance(text, str) else text
    assert len(content) < 20 * 1024 * 1024
    return gzip.compress(content, 1), "gzip"


def event(number: object, *lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{number}", WHEN, *lines, "END:VEVENT"])


def calendar(*parts: str) -> Body:
    return zipped("\n".join(["BEGIN:VCALENDAR", *parts, "END:VCALENDAR"]))


def many(make: Callable[[int], str], count: int) -> str:
    return "\n".join(map(make, range(count)))


def zeros() -> bytes:
    return bytes(BOMB)


def zone(number: int) -> str:
    rule = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\n"
    rules = (rule + "END:STANDARD\n") * 300
    return f"BEGIN:VTIMEZONE\nTZID:Z{number}\n{rules}END:VTIMEZONE"


# Bodies of a subscribed address.
FILES: dict[str, Callable[[], Body]] = {
    "brotli bomb": lambda: (brotli.compress(zeros(), quality=1), "br"),
    "gzip bomb": lambda: (gzip.compress(zeros(), 1), "gzip"),
    "gzip twice": lambda: (gzip.compress(gzip.compress(zeros(), 1)), "gzip, gzip"),
    "deflate bomb": lambda: (zlib.compress(zeros(), 1), "deflate"),
    "blank lines": lambda: calendar("\n" * SIZE),
    "blank lines within bounds": lambda: calendar("\n" * 900_000),
    "nested components": lambda: zipped("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * (SIZE // 13)),
    "empty events": lambda: calendar("BEGIN:VEVENT\nEND:VEVENT\n" * (SIZE // 24)),
    "empty alarms": lambda: calendar(event(1, "BEGIN:VALARM\nEND:VALARM\n" * (SIZE // 26))),
    "one line": lambda: calendar(event(1, "SUMMARY:" + "é" * (SIZE // 2))),
    "one date": lambda: calendar(event(1, "EXDATE:" + "20260302T090000Z," * (SIZE // 18))),
    "parameters": lambda: calendar(event(1, f"SUMMARY{';A=1' * (SIZE // 4)}:x")),
    "parameters of many events": lambda: calendar(
        many(lambda n: event(1, f"SUMMARY;A={'a,' * 4000}:{n}"), 2000)
    ),
    "folded lines": lambda: calendar(event(1, "SUMMARY:x" + "\n x" * (SIZE // 3))),
    "folded lines within bounds": lambda: calendar(event(1, "SUMMARY:x" + "\n xxxx" * 900_000)),
    "guests": lambda: calendar(many(lambda n: event(n, "ATTENDEE:mailto:a@b\n" * 5000), 30)),
    "long texts": lambda: calendar(many(lambda n: event(n, TEXTS), 3700)),
    "small events": lambda: calendar(
        many(lambda n: event(n, f"SUMMARY:{n}\nLOCATION:{n}"), 19_900)
    ),
    "one series": lambda: calendar(
        many(
            lambda n: event(1, f"RECURRENCE-ID:{TOMORROW}T{n % 24:02}{n % 60:02}{n // 1440:02}Z"),
            12_000,
        )
    ),
    "every hour": lambda: calendar(
        many(lambda n: event(n, TEXTS, "RRULE:FREQ=HOURLY;COUNT=10000"), 1)
    ),
    "time zones": lambda: calendar(many(zone, 6), event(1)),
}


def multistatus(inner: str) -> Body:
    return zipped(f"{XML}{inner}</multistatus>")


def response(number: int, text: str) -> str:
    return (
        f"<response><href>/dav/{number}.ics</href><propstat><prop><getetag>1</getetag>"
        f'<c:calendar-data xmlns:c="urn:ietf:params:xml:ns:caldav">{text}</c:calendar-data>'
        "</prop><status>HTTP/1.1 200 OK</status></propstat></response>"
    )


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
# Bodies of a CalDAV server, for every request.
TREES: dict[str, Callable[[], Body]] = {
    "entities": lambda: zipped(
        f'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY l0 "lol">{LAUGHS}]><m>&l9;</m>'
    ),
    "nested elements": lambda: multistatus("<a>" * (SIZE // 3)),
    "empty elements": lambda: multistatus("<a/>" * (SIZE // 4)),
    "empty elements within bounds": lambda: multistatus("<a/>" * 249_000),
    "nested elements within bounds": lambda: multistatus(
        f"<response>{'<a>' * 120_000}{'</a>' * 120_000}</response>"
    ),
    "names": lambda: multistatus(many(lambda n: f"<a{n}/>", 249_000)),
    "one object": lambda: multistatus(response(1, (LONG + "\n") * (SIZE // 1000))),
    "one object of blank lines": lambda: multistatus(response(1, "\n" * SIZE)),
    "attributes": lambda: multistatus(
        "<a " + " ".join(f'a{n}=""' for n in range(SIZE // 12)) + "/>"
    ),
    "attributes of UTF-16": lambda: zipped(
        f'<?xml version="1.0" encoding="utf-16"?><a>{"<b/>" * (SIZE // 9)}</a>'.encode("utf-16")
    ),
    "empty responses": lambda: multistatus("<response/>" * (SIZE // 11)),
    "objects": lambda: multistatus(
        many(lambda n: response(n, f"BEGIN:VCALENDAR\n{event(n, TEXTS)}\nEND:VCALENDAR"), 2500)
    ),
    "objects of brotli": lambda: (brotli.compress(zeros(), quality=1), "br"),
}
# Bodies of Google's API.
DOCUMENTS: dict[str, Callable[[], Body]] = {
    "arrays": lambda: zipped('{"items":[' + "[]," * (SIZE // 3) + "[]]}"),
    "names": lambda: zipped("{" + ",".join(f'"{n}":1' for n in range(SIZE // 11)) + ',"items":[]}'),
    "objects within bounds": lambda: zipped('{"items":[' + "{}," * 390_000 + "{}]}"),
    "text": lambda: zipped('{"items":[{"id":"' + "x" * (9 * 1024 * 1024) + '📅"}]}'),
}

HOME = f"""{XML}<response><href>/dav/</href><propstat><prop xmlns:c="urn:ietf:params:xml:ns:caldav">
<current-user-principal><href>/dav/</href></current-user-principal>
<c:calendar-home-set><href>/dav/</href></c:calendar-home-set>
<resourcetype><collection/><c:calendar/></resourcetype>
<displayname>Work</displayname></prop><status>HTTP/1.1 200 OK</status></propstat></response>
</multistatus>"""


@contextmanager
def serving_body(body: Body, listing: bool = False) -> Iterator[str]:
    """Yield the address of a server that sends `body` for every request, or only for REPORT."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            content, coding = body
            if listing and self.command != "REPORT":
                content, coding = zipped(HOME)
            self.send_response(207 if self.command in ("PROPFIND", "REPORT") else 200)
            self.send_header("Content-Encoding", coding)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    for method in ("GET", "POST", "PROPFIND", "REPORT"):
        setattr(Handler, f"do_{method}", Handler.respond)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the client may close the connection
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/dav/"
    finally:
        server.shutdown()
        server.server_close()
