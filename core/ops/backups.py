"""Backups of the embedded PostgreSQL, taken before its schema changes."""

from __future__ import annotations

from pathlib import Path

from core import clock
from core.ops.embedded import Embedded

MAX_BACKUPS = 3


def back_up(server: Embedded, database: str, folder: Path) -> Path:
    """Dump a database into `folder` and remove all but the newest `MAX_BACKUPS`.

    The dump gets its final name when it is complete, and only its owner can read it. Raises
    `EmbeddedUnavailable` and `OSError`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{server.home.name}-{database}"  # servers of tests share the folder
    target = folder / f"{name}-{clock.now():%Y-%m-%dT%H-%M-%S}.dump"
    part = target.with_suffix(".part")
    try:
        part.touch(mode=0o600)
        server.dump(database, part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    for old in sorted(folder.glob(f"{name}-*.dump"))[:-MAX_BACKUPS]:
        old.unlink()
    return target
