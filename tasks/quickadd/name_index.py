"""Finds the domain, parent or label that `#`, `^` or `@` refers to."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

from tasks.quickadd.phrases import Match
from tasks.quickadd.tokenizer import Words


class NameIndex:
    """Names compared without regard to case, spacing and Unicode composition."""

    def __init__(self, names: Mapping[str, int]) -> None:
        self._names = names

    def read(self, words: Words, at: int) -> Match[str]:
        """Read the name after the sigil at a word.

        The longest exact name wins ("#Deep work" over "#Deep"); failing that, one word that
        begins exactly one name. Two candidates are none: the parser does not choose.
        """
        if exact := self._exact(words, at):
            return exact
        begun = folded(words.text(at, at + 1)[1:])
        place = bisect_left(self._sorted, begun)
        keys = [key for key in self._sorted[place : place + 2] if begun and key.startswith(begun)]
        return (self._keys[keys[0]], at + 1) if len(keys) == 1 else None

    def id(self, name: str) -> int:
        return self._names[name]

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {folded(name): name for name in self._names}

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._keys)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """Every name cut after each of its words: where a longer match may still come."""
        split = (key.split() for key in self._keys)
        return frozenset(" ".join(parts[: n + 1]) for parts in split for n in range(len(parts)))

    def _exact(self, words: Words, at: int) -> Match[str]:
        match = None
        for end in range(at + 1, len(words) + 1):
            candidate = folded(words.text(at, end)[1:])
            if candidate in self._keys:
                match = self._keys[candidate], end
            inside_a_word = end < len(words) and words[end].glued
            if candidate not in self._beginnings and not inside_a_word:
                break
        return match


def is_name(word: str) -> bool:
    """Whether a word after a sigil names something: "#42" is an issue number and "^_^" a smile."""
    return any(c.isalpha() for c in word)


def folded(text: str) -> str:
    """A name as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
