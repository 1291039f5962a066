"""Scrubbing: remove private text and identities from logs and error reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Paths that end in a secret: feeds, and the keys in mails that reset a password or confirm an
# address. `tests/core/ops/test_scrubbing.py` compares them with all URLs.
SECRET_PATHS = ("feeds/", "accounts/password/reset/key/", "accounts/confirm-email/")

# Each pattern takes linear time, because strangers choose the text. It matches to the end of the
# line, because a decoded path may contain spaces. Feeds in the settings have a number, no secret.
SECRET_PATH = re.compile(rf"(?i)({'|'.join(map(re.escape, SECRET_PATHS))})(?!\d{{1,19}}/)[^\r\n]+")
# Keep only the host of other servers: calendars are published at secret paths.
EXTERNAL_URL = re.compile(r"://(?:[^\s\"'<>/?#@]*@)?([^\s\"'<>/?#@]*)[^\s\"'<>]*")
QUERY = re.compile(r"\?[\w.~%+&\[\]-]{1,100}=[^\s\"'<>]*")
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
CREDENTIALS = re.compile(r"(?i)\b(bearer\s+\S+|basic\s+[\w+/=-]{16,})")
# Our sentences use these quotes only for text written by people.
QUOTED = re.compile(r"“[^”]*(?:”|\Z)")


def scrub(text: str, error: BaseException | None = None) -> str:
    """Return `text` without addresses, secret paths, queries, tokens and quoted text.

    Also removes the details of `error`, in which PostgreSQL quotes the failing row.
    """
    for details in _database_details(error):
        text = text.replace(details, "(row not shown)")
    text = SECRET_PATH.sub(r"\1(secret)", text)
    text = EXTERNAL_URL.sub(r"://\1/…", text)
    text = QUERY.sub("?…", text)
    text = ADDRESS.sub("(address)", text)
    text = CREDENTIALS.sub("(token)", text)
    return QUOTED.sub("“…”", text)


def _database_details(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        diagnostics = getattr(error, "diag", None)
        yield from filter(
            None, (getattr(diagnostics, name, None) for name in ("message_detail", "context"))
        )
        error = error.__cause__ or error.__context__
