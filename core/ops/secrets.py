"""Secrets: given by the environment, or made once and kept beside the data they protect."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured


def load_or_create_secret(path: Path) -> str:
    """The secret in the file `path`, made on first use and readable by its owner only.

    Two processes that start at once agree: the file appears whole or not at all. Raises
    `ImproperlyConfigured` where nothing can be kept.
    """
    try:
        if not path.exists():
            _make(path)
        return path.read_text()
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        advice = (
            "Free some space on that disk and start again."
            if full
            else "Let the user who runs Whendoist own that folder, or put SECRET_KEY and "
            "DATABASE_URL into the environment."
        )
        raise ImproperlyConfigured(
            f"{path} cannot be read or written: {error.strerror}. {advice}"
        ) from error


def _make(path: Path) -> None:
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
    """Stop the start, naming the missing secret and how to make one."""
    raise ImproperlyConfigured(
        f"{name} is not set. Put a long random value into the environment, such as the output of "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
    )
