"""An installation to measure: `manage.py up` with a durable PostgreSQL and workload W2."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

try:
    import psutil
except ModuleNotFoundError as error:
    sys.exit(f"{error}: run `make dev` first.")

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench-web"
TIMEOUT = 60.0  # seconds
MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person.

    `headers` are those of the browser, `program` is the `Authorization` of the calendar program,
    `feed` and `blocks` are paths of the feed and the CalDAV collection, `tasks` are ids.
    """

    headers: dict[str, str]
    program: str
    feed: str
    blocks: str
    tasks: list[int]


@dataclass(frozen=True, slots=True)
class Installation:
    """A running `manage.py up`; `boot` is the time in seconds until /ready answered 200."""

    process: psutil.Process
    port: int
    boot: float

    def connect(self, source: str = "127.0.0.1") -> HTTPConnection:
        """Open a connection from `source`, an address of this machine."""
        return HTTPConnection("127.0.0.1", self.port, TIMEOUT, source_address=(source, 0))

    def app(self) -> list[psutil.Process]:
        """Return the supervisor, the web and the cluster."""
        return [process for process in self._tree() if "postgres" not in process.name()]

    def database(self) -> list[psutil.Process]:
        """Return the processes of the embedded PostgreSQL."""
        return [
            process
            for process in psutil.process_iter(["name", "cmdline"])
            if "postgres" in process.info["name"] and _belongs(process)
        ]

    def web(self) -> psutil.Process:
        """Return the web process: the child with most threads."""
        return max(self.process.children(), key=lambda process: process.num_threads())

    def _tree(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def start_django() -> None:
    """Connect this program to the database of the installation, through Django."""
    sys.path.insert(0, str(ROOT))
    os.environ |= environment()
    import django
    from django.conf import settings

    assert settings.EMBEDDED_POSTGRES, "unset DATABASE_URL: the benchmark empties its database"
    settings.EMBEDDED_POSTGRES.serve("whendoist")
    django.setup()


def environment(**more: str) -> dict[str, str]:
    return {
        "HTTPS": "0",
        "POSTGRES_HOME": str(HOME),
        "DJANGO_SETTINGS_MODULE": "whendoist.settings",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "json",
        **more,
    }


@contextmanager
def running(**env: str) -> Iterator[Installation]:
    """Start everything, wait until it is ready, and stop it afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    began = time.perf_counter()
    popen = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=os.environ | environment(PORT=str(port), **env),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(port)
        yield Installation(psutil.Process(popen.pid), port, time.perf_counter() - began)
    finally:
        popen.terminate()
        popen.wait(TIMEOUT)


def _wait_until_ready(port: int) -> None:
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError("The server did not become ready.")


def populate(*more: str) -> list[Person]:
    """Replace all data by workload W2: three signed-in people, and one per seed in `more`.

    This program keeps no connection open, because it would count as the installation's.
    """
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.workload import SEEDS, fill

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_user CASCADE")
        people = [_signed_in(fill(seed)) for seed in (*SEEDS, *more)]
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    return people


def _signed_in(user) -> Person:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.middleware.csrf import _get_new_csrf_string

    from tasks.calendars import feeds
    from tasks.models import Task

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    token = _get_new_csrf_string()
    headers = {
        "Cookie": f"sessionid={session.session_key}; csrftoken={token}",
        "X-CSRFToken": token,
        "Accept-Encoding": "gzip",
        "Content-Type": "application/json",
    }
    secret = f"{user.email}:{feeds.add_password(user, 'Benchmark')}"
    program = f"Basic {base64.b64encode(secret.encode()).decode()}"
    feed = f"/feeds/{feeds.add_feed(user, 'Benchmark')[1]}.ics"
    plain = Task.objects.for_user(user).pending().filter(series=None, parent=None)
    tasks = list(plain.values_list("pk", flat=True))
    return Person(headers, program, feed, f"/dav/{user.pk}/blocks/", tasks)


def pss_mb(processes: Iterable[psutil.Process]) -> float:
    """Return the proportional memory (PSS) of processes."""
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total / MB


def anonymous_mb(processes: Iterable[psutil.Process]) -> float:
    """Return the part of PSS that grows with a leak.

    The rest are file pages, which shrink when another process runs the same Python.
    """
    total = 0
    for process in processes:
        with suppress(OSError):  # the process ended
            lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
    return total / 1024


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """Return user and system time so far, including ended children of a PostgreSQL server."""
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def _belongs(process: psutil.Process) -> bool:
    try:
        parents = [process, *process.parents()]
        return any(str(HOME) in " ".join(process.cmdline()) for process in parents)
    except psutil.Error:
        return False
