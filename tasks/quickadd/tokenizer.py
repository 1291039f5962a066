"""Split a line into words, and mark the words that can only be text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from tasks.quickadd.languages import Lexicon, lexicon
from tasks.quickadd.vocabulary import (
    DAY_WORDS,
    MONTHS,
    ORDINALS,
    PERSONAL_NAMES,
    SHORT_WEEKDAYS,
    WEEKDAYS,
)

# Each alternative stops at its next delimiter, so scanning takes linear time.
CHUNK = re.compile(
    r"""
    \\(?P<escaped>\S+)
    | (?P<quoted> "[^"]*"\S* | “[^“”]*”\S* | „[^„“”]*[“”]\S* | «[^«»]*»\S* )
    | (?P<notes>//.*)
    | \S+
    """,
    re.VERBOSE | re.DOTALL,
)
PUNCTUATION = ",;.!?"
MARKS = frozenset(PUNCTUATION)
# "mon-fri", "mon/wed/fri", "9-10am", "14:00–15:00", "9am/9pm": words with a sign between them.
_SIDE = r"(?:[0-9]{1,2}(?:[:.h][0-9]{2})?(?:am|pm|h)?|[^\W\d_]{2,9})"
COMPOUND = re.compile(rf"{_SIDE}(?:[-–—/]{_SIDE}){{1,6}}|{_SIDE}[-–—]")
DAYS_WITH_COMMAS = re.compile(r"[^\W\d_]{2,9}(?:,[^\W\d_]{2,9}){1,6}")
SIGN = re.compile(r"([-–—/,])")
NUMBERS_WITH_SLASHES = re.compile(r"[0-9/]+")
# A dot that belongs to its word: "27.11.", "1.", "feb.".
ORDINAL_DOT = re.compile(r"[0-9]{1,2}|[0-9]{1,2}\.[0-9]{1,2}")
SHORT_NAMES = frozenset(name for name in (*WEEKDAYS, *MONTHS, "min", "std") if len(name) <= 4)
DAY_AND_PART = re.compile(
    r"(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)"
    r"(morgen|früh|vormittag|mittag|nachmittag|abend|nacht)",
    re.IGNORECASE,
)
AT_TIME = re.compile(r"@[0-9]{1,2}(?::[0-9]{2}(?:am|pm)?|am|pm)", re.IGNORECASE)
BEFORE_SHORT_DAYS = frozenset(("on", "by", "bis", "from", "next", "this"))
CLOCK_WORDS = frozenset(("at", "half-to", "quarter-past", "quarter-to", "half-past"))
DAY_PARTS = frozenset(("morning", "noon", "afternoon", "evening", "night"))
DAY_JOINTS = frozenset(", - / and & + bis".split())
GERMAN_DAYS = frozenset("mo di mi do fr sa so".split())
FULL_WEEKDAYS = tuple(f"{day}day" for day in "mon tues wednes thurs fri satur sun".split())
POLITE = frozenset(
    "please pls plz need must gotta have should remember don't forget to i we todo bitte".split()
)
DASHES = {"–": "-", "—": "-", "−": "-"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word at line[start:end]. The grammar compares its key; "" means it can only be text.

    Punctuation at the end of a word is a separate word, glued to the previous one; so are the
    parts of "mon-fri". A key is a word of the grammar, whatever the language of the line.
    """

    start: int
    end: int
    key: str
    glued: bool = False


class Words:
    """The words of one line, and the notes after `//`."""

    def __init__(self, line: str, language: str = "en") -> None:
        self.line = line
        self.notes: Word | None = None
        self._lexicon = lexicon(language)
        words: list[Word] = []
        for chunk in CHUNK.finditer(line):
            if chunk["notes"]:
                self.notes = Word(*chunk.span(), key="")
            else:
                words.extend(_split(chunk, self._lexicon))
        self._words = _merge_phrases(line, words, self._lexicon)
        if self.is_german:
            self._words = [_german(self._words, at, line) for at in range(len(self._words))]
        self._keys = [word.key for word in self._words]

    @property
    def is_german(self) -> bool:
        return self._lexicon.language == "de"

    @property
    def first(self) -> int:
        """The index of the first word behind a label and polite words: "Urgent: please move …"."""
        labels = (n + 1 for n in range(min(3, len(self) - 1)) if self.text(n, n + 1)[-1] == ":")
        at = next(labels, 0)
        while self.key(at) in POLITE:
            at += 1
        return at

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[Word]:
        return iter(self._words)

    def __getitem__(self, at: int) -> Word:
        return self._words[at]

    def key(self, at: int) -> str:
        """Return the key of the word at an index, or "" outside the line."""
        return self._keys[at] if 0 <= at < len(self._keys) else ""

    def keys(self, at: int, number: int) -> list[str]:
        """Return the keys of up to `number` words from an index."""
        return self._keys[at : at + number]

    def span(self, at: int, end: int) -> tuple[int, int]:
        """Return the start and end, in the line, of the words from index `at` up to `end`."""
        return self._words[at].start, self._words[end - 1].end

    def text(self, at: int, end: int) -> str:
        start, stop = self.span(at, end)
        return self.line[start:stop]

    def notes_text(self) -> str:
        """Return the text after `//`, on one line."""
        return clean(self.line[self.notes.start + 2 : self.notes.end]) if self.notes else ""

    def body_end(self) -> int:
        """Return where the line ends without its notes."""
        return self.notes.start if self.notes else len(self.line)

    def without(self, removed: Container[int]) -> str:
        """Return the line without the removed words and the commas next to them."""
        pieces: list[str] = []
        for at, word in enumerate(self._words):
            mark = word.glued and word.key[:1] in MARKS
            orphan = mark and (at - 1 in removed or (word.key in ",;" and at + 1 in removed))
            dash = word.key == "-" and (at - 1 in removed or at + 1 in removed)
            orphan |= dash and (not pieces or at == len(self._words) - 2)
            if at not in removed and not orphan:
                pieces.append("" if word.glued and at - 1 not in removed else " ")
                pieces.append(self.line[word.start : word.end])
        return clean("".join(pieces))


def clean(text: str) -> str:
    """Return the text with single spaces, without control characters or lone surrogates."""
    characters = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(characters).split())


def _split(chunk: re.Match[str], lexicon: Lexicon) -> Iterator[Word]:
    start, end = chunk.span()
    if chunk["escaped"] or chunk["quoted"]:
        yield Word(start + bool(chunk["escaped"]), end, key="")
        return
    core = chunk[0].rstrip(PUNCTUATION) or chunk[0]
    if AT_TIME.fullmatch(core):
        yield Word(start, start + 1, "at")
        yield Word(start + 1, start + len(core), core[1:].casefold(), glued=True)
        return
    if part := lexicon.language == "de" and DAY_AND_PART.fullmatch(core):
        yield from _split_day(start, part, lexicon)
        return
    dotted = _with_dot(core, chunk[0], lexicon) or _with_colon(core, lexicon)
    joined = COMPOUND.fullmatch(core.casefold()) or DAYS_WITH_COMMAS.fullmatch(core)
    if not dotted and len(core) > 2 and joined:
        yield from _split_compound(start, core, lexicon)
    else:
        core, key = dotted or (core, _key(core, lexicon))
        yield Word(start, start + len(core), key)
    if core != chunk[0]:
        yield Word(start + len(core), end, chunk[0][len(core) :], glued=True)


def _split_day(start: int, match: re.Match[str], lexicon: Lexicon) -> Iterator[Word]:
    """Split "Freitagabend" into its day and its part."""
    day, part = match.groups()
    part_key = "morning" if part == "morgen" else _key(part, lexicon)
    yield Word(start, start + len(day), _key(day, lexicon))
    yield Word(start + len(day), start + len(match[0]), part_key, glued=True)


def _key(core: str, lexicon: Lexicon) -> str:
    if core in PERSONAL_NAMES:
        return ""
    key = core.casefold().replace("’", "'")
    return DASHES.get(key) or lexicon.words.get(key, key)


def _with_dot(core: str, chunk: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Return a word with the dot that belongs to it, and its key; None without such a dot."""
    if chunk[len(core) : len(core) + 1] != ".":
        return None
    if ORDINAL_DOT.fullmatch(core):
        if "." in core:
            return f"{core}.", f"{core}."
        return (f"{core}.", f"{core}th") if lexicon.language == "de" else None
    if core.casefold() in SHORT_NAMES or (len(core) < 4 and core.casefold() in lexicon.words):
        return f"{core}.", _key(core, lexicon)
    return None


def _with_colon(core: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Return a day with the colon behind it, as in "Friday: call Bob"."""
    key = _key(core[:-1], lexicon) if core.endswith(":") else ""
    return (core, key) if key in WEEKDAYS or key in DAY_WORDS or key in DAY_PARTS else None


def _split_compound(start: int, core: str, lexicon: Lexicon) -> Iterator[Word]:
    pieces = [piece for piece in SIGN.split(core) if piece]
    keys = [_key(piece, lexicon) for piece in pieces]
    names = [key for key in keys[::2] if not key[:1].isdigit()]
    if not all(_is_range_word(name) for name in names) or NUMBERS_WITH_SLASHES.fullmatch(core):
        yield Word(start, start + len(core), _key(core, lexicon))
        return
    for at, (piece, key) in enumerate(zip(pieces, keys, strict=True)):
        yield Word(start, start + len(piece), key, glued=at > 0)
        start += len(piece)


def _is_range_word(key: str) -> bool:
    return key in WEEKDAYS or key in MONTHS or key in SHORT_WEEKDAYS or key == "noon"


def _merge_phrases(line: str, words: list[Word], lexicon: Lexicon) -> list[Word]:
    """Merge the words of a phrase that means one word of the grammar: "end of the week"."""
    raw = [line[word.start : word.end].casefold() if word.key else "" for word in words]
    merged: list[Word] = []
    at = 0
    while at < len(words):
        word, end = words[at], at + 1
        for rest, canonical in lexicon.phrases.get(raw[at], ()):
            if raw[at + 1 : at + 1 + len(rest)] != rest:
                continue
            last = at + len(rest)
            text = line[word.start : words[last].end]
            if not _is_film(text, canonical, is_first=not merged):
                end = last + 1
                word = replace(word, end=words[last].end, key=canonical)
                break
        merged.append(word)
        at = end
    return merged


def _is_film(text: str, canonical: str, *, is_first: bool) -> bool:
    """Return whether a phrase is a title: "The Day After Tomorrow"."""
    if canonical != "day-after-tomorrow" or text.isupper():
        return False
    return "After" in text or (text[0].isupper() and not is_first)


def _is_short_day(words: list[Word], at: int, line: str) -> bool:
    """Return whether "Do" or "sa" is a day: behind "am", or in front of a time or a date."""
    before = words[at - 1].key if at else ""
    after, then = ([word.key for word in words[at + 1 : at + 3]] + ["", ""])[:2]
    capital, word = line[words[at].start].isupper(), words[at].key
    if after == "," and then[:1].isdigit():  # "Fr, 4.12."
        after, then = then, ""
    hours = [word.key for word in words[at + 2 : at + 5]]
    spans = hours[:1] in (["-"], ["bis"]) and hours[2:] == ["o'clock"]
    timed = after[:1].isdigit() and (not after.isalnum() or then == "o'clock" or spans)
    timed |= (
        after in DAY_PARTS
        or (capital and after == "by")
        or (after in ("at", "since") and then[:1].isdigit())
    )
    nth = before in ORDINALS or before.endswith("th")
    nth &= capital and at > 1 and words[at - 2].key in ("on", "every", "the")
    alone = before == "every" and after not in DAY_JOINTS and after not in SHORT_WEEKDAYS
    # "so um 9" is a word in small letters.
    return before in BEFORE_SHORT_DAYS or nth or ((timed or alone) and (capital or word != "su"))


def _german(words: list[Word], at: int, line: str) -> Word:
    """Return a word with the key that its neighbours give it: "am Do", "Fr 15 Uhr", "9 am"."""
    word = words[at]
    before = words[at - 1].key if at else ""
    after = words[at + 1].key if at + 1 < len(words) else ""
    text = line[word.start : word.end].casefold().rstrip(".")
    if text in GERMAN_DAYS and _is_short_day(words, at, line):
        return replace(word, key=FULL_WEEKDAYS[SHORT_WEEKDAYS[word.key]])
    if before in CLOCK_WORDS and not after and word.key[:-2].isdecimal():  # "um 9."
        return replace(word, key=word.key.removesuffix("th"))
    clock = before[:1].isdigit() and not before.endswith("th")
    if (
        line[word.start : word.end] == "am"
        and clock
        and not (after in WEEKDAYS or after[:1].isdigit())
    ):
        return replace(word, key="am")
    return word
