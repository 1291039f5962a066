"""`make run` in a fresh copy of the sources, wherever that is, reusing the installation."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests.faults.machine import ROOT, Process, eventually, free_port

SOURCES = ["core", "tasks", "whendoist", "manage.py", "gunicorn.conf.py", "Makefile"]
INSTALLED = [".venv/ok", "node_modules/ok", "var/assets/ok", "var/static/ok"]
MAKE_RUN = ["make", *(f"--old-file={name}" for name in INSTALLED), "run"]
UP = [".venv/bin/python", "manage.py", "up"]
MIGRATE = [".venv/bin/python", "manage.py", "migrate"]
UNREACHABLE = {"DATABASE_URL": "postgres://me:secret@127.0.0.1:1/x", "SECRET_KEY": "a" * 50}
IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="needs root")
NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
# For an interpreter below a folder such as /root: allows reading everything, but no more writing.
READS = ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_read_search"]
READS += ["--ambient-caps=+dac_read_search"]
# A small separate disk for `var`, unmounted when the command ends.
SMALL_DISK = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs -o size="$0" tmpfs var && exec "$@"']


def may_mount() -> bool:
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return IS_ROOT and subprocess.run(command, capture_output=True, check=False).returncode == 0


needs_mount = pytest.mark.skipif(not may_mount(), reason="needs root that may mount")


@dataclass
class Copy:
    """A copy of the sources. `prefix` starts each of its commands."""

    root: Path
    prefix: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.root.mkdir(parents=True)
        skipped = shutil.ignore_patterns("__pycache__")
        for name in SOURCES:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, self.root / name, ignore=skipped)
            else:
                shutil.copy(ROOT / name, self.root)
        (self.root / ".venv").symlink_to(sys.prefix)
        (self.root / "var/assets").mkdir(parents=True)
        (self.root / "var/static").mkdir()

    def environment(self, **env: str) -> dict[str, str]:
        passed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        # As on a machine where nothing else is set; both root and `nobody` would write bytecode.
        return passed | {"PYTHONDONTWRITEBYTECODE": "1"} | env

    @contextmanager
    def running(self, *command: str, **env: str):
        port = free_port()
        log = self.root / "var" / "output.log"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                [*self.prefix, *command],
                cwd=self.root,
                env=self.environment(PORT=str(port), **env),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        process = Process(popen, port, log)
        try:
            eventually(process.answers, "it answers")
            yield process
        finally:
            os.killpg(popen.pid, signal.SIGTERM)
            popen.wait(30)

    def errors(self, *command: str, **env: str) -> str:
        """Return what a failing command prints, without make's last line."""
        done = subprocess.run(
            [*self.prefix, *command],
            cwd=self.root,
            env=self.environment(**env),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        lines = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
        assert done.returncode != 0
        assert "Traceback" not in done.stdout + done.stderr
        return "\n".join(lines).strip()

    def postmaster(self) -> psutil.Process:
        note = self.root / "var/postgres/data/postmaster.pid"
        return psutil.Process(int(note.read_text().split()[0]))


@pytest.fixture
def folder():
    """A folder that every user may enter, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="start-"))
    folder.chmod(0o755)
    yield folder
    for link in folder.rglob("run-*"):
        shutil.rmtree(link.readlink(), ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def copy(folder):
    return Copy(folder / "whendoist")


def test_app_starts_and_stops_in_a_path_with_spaces_umlauts_and_a_quote(folder):
    copy = Copy(folder / "ä b'c" / "Größe 1, 100%")
    with copy.running(*MAKE_RUN) as process:
        server = copy.postmaster()
        eventually(lambda: "Whendoist is running at" in process.output(), "it prints its address")

    eventually(lambda: not server.is_running(), "its PostgreSQL has ended")


@needs_root
def test_app_starts_below_a_private_folder_as_root(folder, copy):
    folder.chmod(0o700)
    with copy.running(*UP):
        server = copy.postmaster()
        assert server.uids().real != 0

    eventually(lambda: not server.is_running(), "its PostgreSQL has ended")


def test_app_starts_as_an_ordinary_user(copy):
    if IS_ROOT:
        copy.prefix = ordinary_user(copy)
        for path in (copy.root, *copy.root.rglob("*")):
            os.chown(path, pwd.getpwnam("nobody").pw_uid, -1, follow_symlinks=False)
    with copy.running(*UP) as process:
        assert psutil.Process(process.pid).uids() == copy.postmaster().uids()


def test_app_starts_in_a_path_of_150_characters(folder):
    copy = Copy(folder / ("l" * (149 - len(str(folder)))))
    assert len(str(copy.root)) == 150
    with copy.running(*UP):
        (link,) = (copy.root / "var/postgres").glob("run-*")
        assert stat.S_IMODE(link.readlink().stat().st_mode) == 0o700


def test_second_copy_of_the_app_starts_with_its_own_database(folder):
    first, second = Copy(folder / "one"), Copy(folder / "two")
    with first.running(*UP), second.running(*UP) as process:
        assert first.postmaster().pid != second.postmaster().pid
        assert process.answers()


def test_start_explains_a_busy_port(copy):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        errors = copy.errors(*UP, PORT=str(port))

    assert errors.splitlines() == [
        f"CommandError: Cannot listen on 127.0.0.1:{port}: Address already in use (while attempting"
        f" to bind on address ('127.0.0.1', {port})). Set another PORT (or HOST), such as"
        " PORT=8001."
    ]


@pytest.mark.parametrize("command", [MAKE_RUN, MIGRATE], ids=["make run", "migrate"])
def test_start_explains_an_unreachable_database(copy, command):
    (line,) = copy.errors(*command, **UNREACHABLE).splitlines()

    assert "Connection refused" in line
    assert "Check DATABASE_URL" in line
    assert "secret" not in line


def test_start_names_an_invalid_setting(copy):
    (line,) = copy.errors(*MAKE_RUN, PORT="abc").splitlines()

    assert line == "PORT=abc is invalid: it must be a whole number from 0 to 65535."


def test_gunicorn_start_names_an_invalid_setting(copy):
    errors = copy.errors(".venv/bin/python", "-m", "gunicorn", WEB_THREADS="some", **UNREACHABLE)

    assert "WEB_THREADS=some is invalid: it must be a whole number, at least 1." in errors


def test_gunicorn_start_explains_a_failing_embedded_database(copy):
    blocker = copy.root / "file"
    blocker.touch()
    home = str(blocker / "postgres")
    errors = copy.errors(".venv/bin/python", "-m", "gunicorn", POSTGRES_HOME=home)

    assert "The embedded PostgreSQL did not start" in errors
    assert "Not a directory" in errors


@needs_mount
@pytest.mark.parametrize("size", ["8k", "20m"])
def test_first_start_explains_a_full_disk(copy, size):
    (line,) = copy.errors(*SMALL_DISK, size, *MAKE_RUN).splitlines()

    assert "No space left on device" in line
    assert "free some space" in line.lower()


@needs_mount
def test_later_start_explains_a_full_disk(copy):
    script = '.venv/bin/python manage.py showmigrations >&2; cat /dev/zero > var/rest; exec "$@"'
    commands = ["sh", "-c", script, "sh", *MIGRATE]
    line = copy.errors(*SMALL_DISK, "64m", *commands).splitlines()[-1]

    assert "No space left on device" in line
    assert "free some space" in line.lower()


def ordinary_user(copy: Copy) -> list[str]:
    """Return the command prefix with which root runs this interpreter as the user `nobody`."""
    run = subprocess.run([*NOBODY, "sh", "-c", f"'{copy.root}/.venv/bin/python' -c 1"], check=False)
    return NOBODY if run.returncode == 0 else [*NOBODY, *READS]
