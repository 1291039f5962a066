"""Secrets: from the environment, or generated once and stored beside the data."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured


def load_or_create_secret(path: Path) -> str:
    """Return the secret in the file `path`; generate it on first use, readable only by its owner.

    Safe when two processes start at once: the file appears complete or not at all. Raises
    `ImproperlyConfigured` if the file cannot be written.
    """
    try:
        if not path.exists():
            _create(path)
        return path.read_text()
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        advice = (
            "Free some space on that disk and start again."
            if is_full
            else "Make the user who runs Whendoist the owner of that folder, or set SECRET_KEY and "
            "DATABASE_URL in the environment."
        )
        raise ImproperlyConfigured(
            f"{path} cannot be read or written: {error.strerror}. {advice}"
        ) from error


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def raise_missing_secret(name: str) -> NoReturn:
    """Raise an error that names the missing secret and how to generate one."""
    raise ImproperlyConfigured(
        f"{name} is not set. Set it to a long random value, such as the output of "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
    )
