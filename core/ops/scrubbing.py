"""Keeps what people wrote, and who they are, out of logs and error reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What follows is a secret: a feed's address, the keys in mails that reset a password or confirm an
# address. `tests/core/ops/test_scrubbing.py` compares this with every address there is.
SECRET_PATHS = ("feeds/", "accounts/password/reset/key/", "accounts/confirm-email/")

# Each pattern takes time that grows with the text and no faster: strangers choose what is in it.
# To the end of the line, because a path that Django decoded may have spaces in it. Feeds in the
# settings have a number instead of a secret.
SECRET_PATH = re.compile(rf"(?i)({'|'.join(map(re.escape, SECRET_PATHS))})(?!\d{{1,19}}/)[^\r\n]+")
# Of an address elsewhere only the host is no secret: calendars are published at secret paths.
ELSEWHERE = re.compile(r"://(?:[^\s\"'<>/?#@]*@)?([^\s\"'<>/?#@]*)[^\s\"'<>]*")
QUERY = re.compile(r"\?[\w.~%+&\[\]-]{1,100}=[^\s\"'<>]*")
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
CREDENTIALS = re.compile(r"(?i)\b(bearer\s+\S+|basic\s+[\w+/=-]{16,})")
# Our own sentences put a person's words between these quotes, and nothing else.
QUOTED = re.compile(r"“[^”]*(?:”|\Z)")


def scrub(text: str, error: BaseException | None = None) -> str:
    """`text` without addresses, secret paths, queries, tokens, quoted words, and the row that
    `error` complains about.

    PostgreSQL shows the failing row in the details of an error, titles and all.
    """
    for details in _database_details(error):
        text = text.replace(details, "(row not shown)")
    text = SECRET_PATH.sub(r"\1(secret)", text)
    text = ELSEWHERE.sub(r"://\1/…", text)
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
