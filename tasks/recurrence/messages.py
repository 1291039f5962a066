"""Translate messages for people without importing Django.

Messages are English until the app installs Django's gettext as the translator.
"""

from __future__ import annotations

from collections.abc import Callable

Translate = Callable[[str], str]

_translate: Translate = str


def install(translate: Translate) -> None:
    """Translate every message from now on. Idempotent; called once, when the app starts."""
    global _translate
    _translate = translate


def gettext(message: str, **values: object) -> str:
    """Return the message in the current language, with its named placeholders filled in."""
    text = _translate(message)
    return text % values if values else text
