"""Look up the domain, parent or label that `#`, `^` or `@` refers to."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

from tasks.quickadd.phrases import Match
from tasks.quickadd.tokenizer import Words


class NameIndex:
    """Names, compared regardless of case, spacing and Unicode composition."""

    def __init__(self, names: Mapping[str, int]) -> None:
        self._names = names

    def read(self, words: Words, at: int) -> Match[str]:
        """Parse the name after the sigil at a word.

        The longest exact name wins ("#Deep work" over "#Deep"). Without one, a single word may
        abbreviate a name, unless it is the prefix of several.
        """
        if exact := self._exact(words, at):
            return exact
        prefix = normalize(words.text(at, at + 1)[1:])
        start = bisect_left(self._sorted, prefix)
        keys = [key for key in self._sorted[start : start + 2] if prefix and key.startswith(prefix)]
        return (self._keys[keys[0]], at + 1) if len(keys) == 1 else None

    def id(self, name: str) -> int:
        return self._names[name]

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {normalize(name): name for name in self._names}

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._keys)

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        """Every name cut after each word, to know whether a longer match is still possible."""
        split = (key.split() for key in self._keys)
        return frozenset(" ".join(parts[: n + 1]) for parts in split for n in range(len(parts)))

    def _exact(self, words: Words, at: int) -> Match[str]:
        match = None
        for end in range(at + 1, len(words) + 1):
            candidate = normalize(words.text(at, end)[1:])
            if candidate in self._keys:
                match = self._keys[candidate], end
            inside_a_word = end < len(words) and words[end].glued
            if candidate not in self._prefixes and not inside_a_word:
                break
        return match


def is_name(word: str) -> bool:
    """Return whether a word after a sigil can be a name, unlike "#42" and "^_^"."""
    return any(c.isalpha() for c in word)


def normalize(text: str) -> str:
    """Return a name in the form used for comparison."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
