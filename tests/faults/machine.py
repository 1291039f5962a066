"""A separate machine for tests that stop, kill and starve processes: PostgreSQL in a temporary
folder, and our commands running against it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from core.ops.embedded import NON_DURABLE, Embedded

ROOT = Path(__file__).resolve().parent.parent.parent
WAITS_FOR_LOCK = "wait_event_type = 'Lock'"
SLEEPS = "wait_event = 'PgSleep'"
PATIENCE = 60.0  # seconds until a test gives up; not a measurement


def eventually(check: Callable[[], Any], expectation: str) -> Any:
    """Call `check` until it returns a true value, and return that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := check():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"it never happened: {expectation}")


def enter(client: httpx.Client, email: str) -> None:
    """Sign a user in, added if necessary, and store the token that writes need.

    Waits until the service has recovered from the test before.
    """

    def succeeds(method: str, path: str) -> bool:
        answer = client.request(method, path)
        return answer.status_code != 503 and bool(answer.raise_for_status())

    eventually(lambda: succeeds("POST", f"/enter/{email}"), "the user is signed in")
    eventually(lambda: succeeds("GET", "/accounts/password/reset/"), "the user has a token")
    client.headers["X-CSRFToken"] = client.cookies["csrftoken"]


@dataclass
class Process:
    """One of our commands as a running process."""

    popen: subprocess.Popen[bytes]
    port: int
    log: Path
    tree: list[psutil.Process] = field(default_factory=list)
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return self.popen.pid

    def output(self) -> str:
        return self.log.read_text()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answers(self) -> bool:
        assert self.popen.poll() is None, self.output()
        try:
            return httpx.get(self.url("/ready"), timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def client(self, email: str = "") -> httpx.Client:
        client = httpx.Client(base_url=self.url(""), timeout=PATIENCE)
        self.clients.append(client)
        if email:
            enter(client, email)
        return client

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.pid).children(recursive=True)

    def send(self, number: int = signal.SIGTERM) -> None:
        self.tree = self.descendants()
        self.popen.send_signal(number)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Stop the process and return its exit code."""
        if self.popen.poll() is None:
            self.send(number)
        return self.popen.wait(PATIENCE)


class Machine:
    """One installation. A process that a test started on it ends with the test."""

    def __init__(self, home: Path) -> None:
        self.home = home
        # debug1: PostgreSQL logs clients that disconnect abruptly, even between queries.
        self.postgres = Embedded(home / "pg", NON_DURABLE | {"log_min_messages": "debug1"})
        self.postgres.serve("whendoist")
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": self.postgres.url(),
            "SECRET_KEY": "a secret of the tests",
            "HTTPS": "0",
            "LOG_FORMAT": "json",
            "PYTHONWARNINGS": "ignore",
        }
        self.manage("migrate")

    def manage(self, *arguments: str, **env: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env | env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sql(self, query: str, *values: Any) -> list[Any]:
        with self.connection() as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def connection(self) -> psycopg.Connection[Any]:
        url = self.postgres.url()
        return psycopg.connect(url, autocommit=True, application_name="tests")

    def postmaster(self) -> int:
        return int((self.postgres.data / "postmaster.pid").read_text().split()[0])

    def connections(self, condition: str = "true") -> int:
        """Count the connections of the web process, such as those that wait for a lock."""
        return self.sql(
            "SELECT count(*) FROM pg_stat_activity "
            f"WHERE application_name = 'whendoist-web' AND {condition}"
        )[0][0]

    @contextmanager
    def row_lock(self, email: str) -> Iterator[None]:
        """Lock a user's row, like a transaction that never ends."""
        with self.connection() as connection, connection.transaction():
            connection.execute("SELECT FROM core_user WHERE email = %s FOR UPDATE", [email])
            yield

    @contextmanager
    def server_log(self) -> Iterator[list[str]]:
        """Collect the lines that PostgreSQL logs within the block."""
        start = self.postgres.log.stat().st_size
        lines: list[str] = []
        yield lines
        with self.postgres.log.open() as log:
            log.seek(start)
            lines.extend(log)

    @contextmanager
    def web(self, **env: str) -> Iterator[Process]:
        """Start the web process as production does."""
        with self.running(["sh", "-c", f"exec {procfile('web')}"], **env) as process:
            eventually(process.answers, "the web answers")
            yield process

    @contextmanager
    def cluster(self, **env: str) -> Iterator[Process]:
        with self.running(["sh", "-c", f"exec {procfile('cluster')}"], **env) as process:
            yield process

    @contextmanager
    def running(
        self, command: list[str], inherited: tuple[int, ...] = (), /, **env: str
    ) -> Iterator[Process]:
        port = int(env.get("PORT") or free_port())
        log = self.home / f"{port}.log"
        env = self.env | {"PORT": str(port), "HOST": "127.0.0.1"} | env
        env["PATH"] = f"{Path(sys.executable).parent}:{env.get('PATH', os.defpath)}"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=inherited,
            )
        process = Process(popen, port, log)
        try:
            yield process
        finally:
            _clear_away(process)


def procfile(name: str) -> str:
    line = re.search(rf"^{name}: (.+)$", (ROOT / "Procfile").read_text(), re.MULTILINE)
    assert line
    return line[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _clear_away(process: Process) -> None:
    for client in process.clients:
        client.close()
    if process.popen.poll() is None:
        process.tree = process.descendants()
        process.popen.kill()
    process.popen.wait()
    for child in process.tree:
        if child.is_running():
            child.kill()
