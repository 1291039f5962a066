"""The messages of our JavaScript: calls of `t` and `tn` in the sources, numbered for the bundle."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from core.ops import assets

SOURCE_LANGUAGE = "en"

# A text, or the two English forms of a text that depends on a number.
Message = tuple[str, ...]

_STRING = r'("(?:[^"\\]|\\.)*")'
_CALL = re.compile(rf"\b(?:t\(\s*{_STRING}|tn\(\s*{_STRING},\s*{_STRING})")


def extract(sources: Iterable[str]) -> list[Message]:
    """Return every message once, in the order of first use."""
    calls = (call for source in sources for call in _CALL.finditer(source))
    return list(dict.fromkeys(map(_message, calls)))


def number(source: str, messages: list[Message]) -> str:
    """Return a source with each message replaced by its position in `messages`."""

    def replace(call: re.Match[str]) -> str:
        index = messages.index(_message(call))
        return f"t({index}" if call[1] else f"tn({index},0"

    return _CALL.sub(replace, source)


def _message(call: re.Match[str]) -> Message:
    return tuple(json.loads(text) for text in call.groups() if text)


def numbered_name(language: str) -> str:
    """The name under STATIC_URL of a language's catalogue for the bundle."""
    return f"messages/{language}.js"


def keyed_name(language: str) -> str:
    """The name under STATIC_URL of a language's catalogue for sources, keyed by English text."""
    return f"messages/{language}-keyed.js"


def has_catalogue(language: str) -> bool:
    """Whether `manage.py assets` wrote catalogues for a language."""
    return (assets.folder() / numbered_name(language)).exists()


def write_catalogue(path: Path, content: object) -> None:
    """Write a script that the page runs before its modules."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"whendoistMessages={json.dumps(content, ensure_ascii=False)}\n")
