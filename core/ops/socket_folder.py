"""The private folder for the socket of the embedded PostgreSQL.

Usually `run` beside the data. If that path is too long for a socket, or has a comma (which
separates hosts in libpq), it is a folder with a random name in the temporary directory. A link
beside the data leads every process to it; no other user can guess its name or create it first.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from core.ops.postgres_programs import EmbeddedUnavailable

PATH_LIMIT = 107  # bytes: sockaddr_un, less the final NUL
SOCKET = ".s.PGSQL.5432"


def is_usable(folder: Path) -> bool:
    """Return whether a socket in `folder` can be opened by its path."""
    return len(os.fsencode(folder / SOCKET)) <= PATH_LIMIT and "," not in str(folder)


def linked_folder(home: Path, owner: tuple[int, int]) -> Path:
    """Return the folder that `home` links to; create it unless it exists and is ours.

    Idempotent; call it in one process at a time.
    """
    # Depends on the path, so that a copy of `home` does not use the server of the original.
    link = home / f"run-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    if link.is_symlink() and is_private(folder := link.readlink(), owner):
        return folder
    folder = Path(tempfile.mkdtemp(prefix="whendoist-"))
    if not is_usable(folder):
        folder.rmdir()
        raise EmbeddedUnavailable(
            f"The path {folder.parent} is too long for PostgreSQL's socket. Set TMPDIR or "
            "POSTGRES_HOME to a shorter one."
        )
    link.unlink(missing_ok=True)
    link.symlink_to(folder)
    for path in (folder, link):
        _set_owner(path, owner)
    return folder


def make_private(folder: Path, owner: tuple[int, int]) -> None:
    """Create `folder` if it is missing; reject one that is not private to us."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        _set_owner(folder, owner)
    if not is_private(folder, owner):
        raise EmbeddedUnavailable(
            f"{folder} belongs to another user, or others can enter it. Remove it and start again."
        )


def is_private(folder: Path, owner: tuple[int, int]) -> bool:
    """Return whether this is a folder, no link, that only `owner` can enter."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == owner[0]
        and not stat.S_IMODE(status.st_mode) & 0o077
    )


def _set_owner(path: Path, owner: tuple[int, int]) -> None:
    if os.geteuid() == 0:
        os.chown(path, *owner, follow_symlinks=False)
