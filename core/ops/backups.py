"""Dumps of the embedded PostgreSQL: the newest few, taken before its schema changes."""

from __future__ import annotations

from pathlib import Path

from core import clock
from core.ops.embedded import Embedded

KEPT = 3


def back_up(server: Embedded, database: str, folder: Path) -> Path:
    """Dump a database into `folder` and remove all but the newest `KEPT` dumps of it there.

    Half a dump never bears the name of a whole one, and only its owner may read it. Raises
    `EmbeddedUnavailable` when it could not be taken, and `OSError`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{server.home.name}-{database}"  # a server for trials shares the folder
    whole = folder / f"{name}-{clock.now():%Y-%m-%dT%H-%M-%S}.dump"
    part = whole.with_suffix(".part")
    try:
        part.touch(mode=0o600)
        server.dump(database, part)
        part.rename(whole)
    finally:
        part.unlink(missing_ok=True)
    for old in sorted(folder.glob(f"{name}-*.dump"))[:-KEPT]:
        old.unlink()
    return whole
