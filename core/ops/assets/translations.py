"""Catalogues for the browser, from `locale/LANGUAGE/LC_MESSAGES/djangojs.po`.

A message without a translation stays English. Only `manage.py assets` needs this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from core.ops.assets import messages
from core.ops.assets.messages import SOURCE_LANGUAGE, Message

# A text, or its plural forms by CLDR category ("one", "few", "other").
Text = str | dict[str, str]

# Enough whole numbers to meet every plural category of every language.
_SAMPLES = range(1001)


def write_catalogues(out: Path, locale: Path, extracted: list[Message]) -> None:
    """Write the numbered catalogue of each language, and a keyed one where it is not English."""
    english = [_english(message) for message in extracted]
    messages.write_catalogue(out / messages.numbered_name(SOURCE_LANGUAGE), english)
    for path in locale.glob("*/LC_MESSAGES/djangojs.po"):
        language = path.parts[-3]
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        texts = [_translated(catalogue, message) for message in extracted]
        messages.write_catalogue(out / messages.numbered_name(language), texts)
        keyed = {message[0]: text for message, text in zip(extracted, texts, strict=True)}
        messages.write_catalogue(out / messages.keyed_name(language), keyed)


def _english(message: Message) -> Text:
    return message[0] if len(message) == 1 else dict(zip(("one", "other"), message, strict=True))


def _translated(catalogue: Catalog, message: Message) -> Text:
    entry = catalogue.get(message[0] if len(message) == 1 else list(message))
    if entry is None or not entry.string or entry.fuzzy:
        return _english(message)
    if isinstance(entry.string, str):
        return entry.string
    return _by_category(catalogue, entry.string)


def _by_category(catalogue: Catalog, forms: Sequence[str]) -> dict[str, str]:
    """gettext numbers the plural forms, the browser's Intl.PluralRules names them."""
    category = Locale.parse(catalogue.locale).plural_form
    index = c2py(catalogue.plural_expr)
    return {category(count): forms[index(count)] for count in _SAMPLES}
