"""Keeps what people wrote, and who they are, out of logs and error reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BEARER = re.compile(r"(?i)\bbearer\s+\S+")
# Our own sentences put a person's words between these quotes, and nothing else.
QUOTED = re.compile(r"“[^”]*”")


def scrubbed(text: str, error: BaseException | None = None) -> str:
    """`text` without addresses, tokens, quoted words, and the row that `error` complains about.

    PostgreSQL shows the failing row in the details of an error, titles and all.
    """
    for details in _database_details(error):
        text = text.replace(details, "(row not shown)")
    text = ADDRESS.sub("(address)", text)
    text = BEARER.sub("Bearer (token)", text)
    return QUOTED.sub("“…”", text)


def _database_details(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        diagnostics = getattr(error, "diag", None)
        yield from filter(
            None, (getattr(diagnostics, name, None) for name in ("message_detail", "context"))
        )
        error = error.__cause__ or error.__context__
