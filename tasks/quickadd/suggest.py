"""Offers what the word under the caret may become: `#`, `^`, `@`, `!` and `?`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tasks.quickadd.name_index import folded, is_name
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Names
from tasks.quickadd.vocabulary import CLARITY_LABELS, IMPACT_LABELS

MOST: Final = 8
NAME_SIGILS: Final = ("#", "^", "@")
CREATED: Final = ("domain", "label")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Replace line[start:end], in code points, with `text`; the menu shows `label`.

    What is new has to be created under its label for the text to mean it.
    """

    kind: str
    start: int
    end: int
    text: str
    label: str
    new: bool = False


def suggest(line: str, caret: int, names: Names) -> list[Suggestion]:
    """What the word at the caret may become, best first; nothing when it is complete.

    Names that begin with what is typed come before names with a later word that does, each in
    the order of the mapping. A name may be typed over several words ("#deep wo"). A domain or label
    nobody has yet comes last, to be created.
    """
    words = Words(line)
    at = next((n for n, word in enumerate(words) if word.start < caret <= word.end), None)
    if at is None or (begin := _sigil_before(words, at)) is None:
        return []
    start, sigil = words[begin].start, words.key(begin)[0]
    kind, choices = _choices(names)[sigil]
    typed = folded(line[start + 1 : caret])
    matches = _matching(typed, choices)
    if [folded(choice) for choice in matches] == [typed]:
        return []
    end = words[at].end
    offers = [
        Suggestion(kind, start, end, f"{sigil}{choice}", choices[choice]) for choice in matches
    ]
    name = line[start + 1 : end]
    if kind in CREATED and begin == at and caret == end and _is_new(name, choices):
        offers.append(Suggestion(kind, start, end, f"{sigil}{name}", name, new=True))
    return offers[:MOST]


def _is_new(name: str, choices: Iterable[str]) -> bool:
    return is_name(name) and folded(name) not in map(folded, choices)


def _sigil_before(words: Words, at: int) -> int | None:
    """The word that begins what is typed: this one, or the nearest earlier one with a name."""
    if words.key(at)[:1] in ("!", "?") and not words[at].glued:
        return at
    for begin in range(at, -1, -1):
        if not words.key(begin):
            return None
        if words.key(begin)[0] in NAME_SIGILS:
            return begin
    return None


def _choices(names: Names) -> dict[str, tuple[str, dict[str, str]]]:
    """Per sigil the kind, and its words with their labels."""
    return {
        "#": ("domain", {name: name for name in names.domains}),
        "^": ("parent", {name: name for name in names.parents}),
        "@": ("label", {name: name for name in names.labels}),
        "!": ("impact", {label.lower(): label for label in IMPACT_LABELS.values()}),
        "?": ("clarity", CLARITY_LABELS),
    }


def _matching(typed: str, choices: Iterable[str]) -> list[str]:
    keys = {choice: folded(choice) for choice in choices}
    begin = [choice for choice, key in keys.items() if key.startswith(typed)]
    inside = [choice for choice, key in keys.items() if f" {typed}" in key and choice not in begin]
    return begin + inside
