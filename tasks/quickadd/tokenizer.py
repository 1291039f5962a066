"""Split a line into words, and mark the words that can only be text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass

from tasks.quickadd.vocabulary import PERSONAL_NAMES

# Each alternative stops at its next delimiter, so scanning takes linear time.
CHUNK = re.compile(
    r"""
    \\(?P<escaped>\S+)
    | (?P<quoted> "[^"]*"\S* | “[^“”]*”\S* | «[^«»]*»\S* )
    | (?P<notes>//.*)
    | \S+
    """,
    re.VERBOSE | re.DOTALL,
)
PUNCTUATION = ",;.!?"


@dataclass(frozen=True, slots=True)
class Word:
    """A word at line[start:end]. The grammar compares its key; "" means it can only be text.

    Punctuation at the end of a word is a separate word, glued to the previous one.
    """

    start: int
    end: int
    key: str
    glued: bool = False


class Words:
    """The words of one line, and the notes after `//`."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.notes: Word | None = None
        self._words: list[Word] = []
        for chunk in CHUNK.finditer(line):
            if chunk["notes"]:
                self.notes = Word(*chunk.span(), key="")
            else:
                self._words.extend(_split(chunk))

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[Word]:
        return iter(self._words)

    def __getitem__(self, at: int) -> Word:
        return self._words[at]

    def key(self, at: int) -> str:
        """Return the key of the word at an index, or "" past the end of the line."""
        return self._words[at].key if at < len(self._words) else ""

    def keys(self, at: int, number: int) -> list[str]:
        """Return the keys of up to `number` words from an index."""
        return [word.key for word in self._words[at : at + number]]

    def span(self, at: int, end: int) -> tuple[int, int]:
        """Return the start and end, in the line, of the words from index `at` up to `end`."""
        return self._words[at].start, self._words[end - 1].end

    def text(self, at: int, end: int) -> str:
        start, stop = self.span(at, end)
        return self.line[start:stop]

    def notes_text(self) -> str:
        """Return the text after `//`, on one line."""
        return clean(self.line[self.notes.start + 2 : self.notes.end]) if self.notes else ""

    def without(self, removed: Container[int]) -> str:
        """Return the line without the removed words and the commas next to them."""
        pieces = []
        for at, word in enumerate(self._words):
            orphan = word.glued and (at - 1 in removed or (word.key in ",;" and at + 1 in removed))
            if at not in removed and not orphan:
                pieces.append("" if word.glued else " ")
                pieces.append(self.line[word.start : word.end])
        return clean("".join(pieces))


def clean(text: str) -> str:
    """Return the text with single spaces, without control characters or lone surrogates."""
    characters = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(characters).split())


def _split(chunk: re.Match[str]) -> Iterator[Word]:
    start, end = chunk.span()
    if chunk["escaped"] or chunk["quoted"]:
        yield Word(start + bool(chunk["escaped"]), end, key="")
        return
    core = chunk[0].rstrip(PUNCTUATION) or chunk[0]
    key = "" if core in PERSONAL_NAMES else core.casefold()
    yield Word(start, start + len(core), key)
    if core != chunk[0]:
        yield Word(start + len(core), end, chunk[0][len(core) :], glued=True)
