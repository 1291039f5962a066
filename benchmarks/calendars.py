"""Measure what reading a large calendar takes: 20,000 entries in 20 MB, as Google exports them.

    python benchmarks/calendars.py
    python benchmarks/calendars.py --entries 2000 --megabytes 2

It serves the file on loopback, to its own PostgreSQL under var/. Each step runs in a new process
that has synced before: reading the file without storing it, the first sync, and a second sync of
the same file. CPU is that of the worker; memory is its peak above the idle worker. The last line is
one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.materialize import start_django

MB = 1024 * 1024
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""
# One in ten entries is a weekly series that has ended, one in fifty a birthday.
RULES = {0: "RRULE:FREQ=WEEKLY;UNTIL=20191231T000000Z\n", 5: "RRULE:FREQ=YEARLY\n"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--entries", type=int, default=20_000)
    arguments.add_argument("--megabytes", type=float, default=19.9)
    options = arguments.parse_args()
    os.environ["CALENDARS_MAY_BE_PRIVATE"] = "1"
    start_django()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "calendar.ics")
        size = int(options.megabytes * MB)
        # In other processes: memory that this one has freed would hide what a step takes.
        os.waitpid(in_a_process(lambda: path.write_bytes(calendar(options.entries, size))), 0)
        with serving(path) as address:
            pk = account(address)
            steps = {"read": lambda: read(path), "first_sync": lambda: sync(pk)}
            figures = {"entries": options.entries, "file_mb": round(path.stat().st_size / MB, 1)}
            for name, step in (steps | {"second_sync": lambda: sync(pk)}).items():
                figures |= measured(name, step)
    print(json.dumps(figures))


def calendar(entries: int, size: int) -> bytes:
    """Return a file of this many bytes; descriptions and attendees fill it."""
    head, tail = f"BEGIN:VCALENDAR\nVERSION:2.0\n{ZONE}\n", "END:VCALENDAR\n"
    parts = [entry(number) for number in range(entries)]
    room = (size - sum(map(len, parts)) - len(head) - 40 * entries) // max(entries, 1)
    filler = "DESCRIPTION:" + ("x" * 70 + "\n ") * (room // 75) + "x\n"
    parts = [part.replace("DESCRIPTION:\n", filler) for part in parts]
    return "".join([head, *parts, tail]).replace("\n", "\r\n").encode()


def entry(number: int) -> str:
    rule = RULES.get(number % 50 if number % 50 == 5 else number % 10, "")
    day = date.today() + timedelta(days=Random(number).randrange(-30, 365))  # noqa: DTZ011
    start = f"{2018 if rule else day.year}{day:%m}{min(day.day, 28):02}T{8 + number % 10:02}0000"
    guests = "".join(
        f"ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=g{guest}:mailto:g{guest}@example.org\n"
        for guest in range(3)
    )
    return (
        f"BEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:{start}\nDURATION:PT1H\n{rule}"
        f"DTSTAMP:20260101T000000Z\nUID:{number}@google.com\n{guests}DESCRIPTION:\n"
        f"LOCATION:Room {number % 40}\nSEQUENCE:0\nSTATUS:CONFIRMED\nSUMMARY:Meeting {number}\n"
        "TRANSP:OPAQUE\nEND:VEVENT\n"
    )


def in_a_process(step: Callable[[], object]) -> int:
    """Run a step in a fork; return its process id."""
    if not (child := os.fork()):
        step()
        os._exit(0)
    return child


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """Serve a file on loopback in another process; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = path.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    child = in_a_process(server.serve_forever)
    try:
        yield f"http://127.0.0.1:{server.server_port}/calendar.ics"
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        server.server_close()


def account(address: str) -> int:
    """Connect a new person's calendar; return its account."""
    from django.core.management import call_command

    from core.crypto import encrypt
    from core.models import User
    from tasks.models import CalendarAccount

    call_command("migrate", verbosity=0)
    User.objects.filter(email="calendar@bench.local").delete()
    user = User.objects.create(email="calendar@bench.local")
    row = CalendarAccount(user=user, provider="ics", credentials=encrypt({"address": address}))
    row.save()
    return row.pk


def read(path: Path) -> int:
    from zoneinfo import ZoneInfo

    from core import clock
    from tasks.calendars.occurrences import expand, parse_calendars
    from tasks.calendars.windows import read_window

    window = read_window(clock.now().date())
    return len(expand(parse_calendars(path.read_bytes()), window, ZoneInfo("Europe/Berlin")))


def sync(pk: int) -> int:
    from tasks.calendars.sync import sync as sync_account
    from tasks.models import CalendarAccount

    CalendarAccount.objects.filter(pk=pk).update(claimed_until=None)
    log = sync_account(pk)
    assert log, "the account was not claimed"
    assert not log.trouble, log.trouble
    return log.read


def measured(name: str, step: Callable[[], int]) -> dict[str, float]:
    """Run a step in a new process; return its seconds of CPU and peak in MB."""
    from django.db import connections

    import tasks.calendars.ics
    import tasks.calendars.sync  # noqa: F401 - as in a worker that has synced before

    def run() -> None:
        Path("/proc/self/clear_refs").write_text("5")  # resets the peak (proc(5))
        idle, begin = memory_mb("VmRSS"), process_time()
        events = step()
        peak = memory_mb("VmHWM") - idle
        figures = events, round(process_time() - begin, 2), round(peak, 1)
        os.write(writing, json.dumps(figures).encode())

    connections.close_all()
    reading, writing = os.pipe()
    os.waitpid(in_a_process(run), 0)
    os.close(writing)
    events, seconds, peak = json.loads(os.read(reading, 1000))
    os.close(reading)
    print(f"{name:12} {events:6} events {seconds:6.2f} s of CPU {peak:6.1f} MB", flush=True)
    return {f"{name}_cpu_s": seconds, f"{name}_peak_mb": peak}


def memory_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    main()
