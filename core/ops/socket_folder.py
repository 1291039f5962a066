"""Where the embedded PostgreSQL has its socket: a folder that only its owner may enter.

Usually that is `run` beside the data. A path that is too long for a socket, or has a comma in it
(which separates hosts for libpq), leads to a folder with a random name in the temporary directory
instead. A link beside the data names it, so that nobody else can guess or claim it beforehand, and
every process finds the same one.
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
    """Whether a socket in `folder` can be opened by its path."""
    return len(os.fsencode(folder / SOCKET)) <= PATH_LIMIT and "," not in str(folder)


def linked_folder(home: Path, owner: tuple[int, int]) -> Path:
    """The folder elsewhere that `home` links to, made when there is none that is ours.

    Safe to repeat; to be called by one process at a time.
    """
    # Bound to the path: a copy of `home` must not follow the link into the server of the original.
    link = home / f"run-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    if link.is_symlink() and is_private(folder := link.readlink(), owner):
        return folder
    folder = Path(tempfile.mkdtemp(prefix="whendoist-"))
    if not is_usable(folder):
        folder.rmdir()
        raise EmbeddedUnavailable(
            f"{folder.parent} is too long a path for PostgreSQL's socket. Set TMPDIR, or "
            "POSTGRES_HOME, to a shorter one."
        )
    link.unlink(missing_ok=True)
    link.symlink_to(folder)
    for path in (folder, link):
        _give(path, owner)
    return folder


def make_private(folder: Path, owner: tuple[int, int]) -> None:
    """Make `folder` again when somebody has cleaned it away; refuse one that is not ours."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        _give(folder, owner)
    if not is_private(folder, owner):
        raise EmbeddedUnavailable(
            f"{folder} belongs to somebody else, or others may enter it. Remove it and start again."
        )


def is_private(folder: Path, owner: tuple[int, int]) -> bool:
    """Whether this is a folder, and no link, that nobody but its owner may enter."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == owner[0]
        and not stat.S_IMODE(status.st_mode) & 0o077
    )


def _give(path: Path, owner: tuple[int, int]) -> None:
    if os.geteuid() == 0:
        os.chown(path, *owner, follow_symlinks=False)
