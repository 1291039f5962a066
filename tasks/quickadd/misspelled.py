"""Recognise misspelled names of days and months, which stay text with what stands next to them."""

from __future__ import annotations

from itertools import takewhile
from typing import Final

ENGLISH: Final = (
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight january "
    "february march april august september october november december"
)
GERMAN: Final = (
    "montag dienstag mittwoch donnerstag freitag samstag sonntag heute morgen übermorgen januar "
    "februar oktober dezember"
)
# Other words and names that are one letter away.
OTHERS: Final = frozenset(
    "sundae sundry augusta auguste augusto august's montage montages morgan friary morden "
    "sundays mondays fridays".split()
)
MIN_LETTERS: Final = 5


def _by_letter(names: str) -> dict[str, list[str]]:
    letters: dict[str, list[str]] = {}
    for name in names.split():
        for letter in name[:2]:  # the first two are swapped in "rfiday"
            letters.setdefault(letter, []).append(name)
    return letters


_NAMES: Final = {"en": _by_letter(ENGLISH), "de": _by_letter(f"{ENGLISH} {GERMAN}")}


def correct(key: str, language: str) -> str | None:
    """Return the day or month that a word misspells by a letter; None for other words."""
    if len(key) < MIN_LETTERS or key in OTHERS or not key.isalpha():
        return None
    names = _NAMES.get(language.partition("-")[0], _NAMES["en"]).get(key[0], ())
    return next((name for name in names if _is_slip(key, name)), None)


def _is_slip(typed: str, name: str) -> bool:
    """Return whether one letter is wrong, missing, doubled or swapped, or two of a long name."""
    if abs(len(typed) - len(name)) > 2:
        return False
    start = _same(typed, name)
    typed, name, length = typed[start:], name[start:], len(name)
    end = _same(typed[::-1], name[::-1])
    wrong, right = typed[: len(typed) - end], name[: len(name) - end]
    if wrong and wrong == right[::-1] and len(right) == 2:
        return True
    if length == MIN_LETTERS:  # "march" is close to too many words
        return False
    if start and len(wrong) <= 1 and len(right) <= 1:
        return wrong != right
    missing = len(right) <= 3 and set(wrong) < set(right)  # "wensday", "donerstag"
    return start > 1 and length >= 8 and missing


def _same(first: str, second: str) -> int:
    """Return how many letters two words begin with alike."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
