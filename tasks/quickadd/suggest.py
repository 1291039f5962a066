"""Suggest completions for `#`, `^`, `@`, `!` and `?` words at the caret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tasks.quickadd.name_index import is_name, normalize
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Names
from tasks.quickadd.vocabulary import CLARITY_LABELS, IMPACT_LABELS

MAX_SUGGESTIONS: Final = 8
NAME_SIGILS: Final = ("#", "^", "@")
CREATABLE: Final = ("domain", "label")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal to replace line[start:end], in code points, with `text`; menus show `label`.

    A `new` domain or label must be created, named `label`, before the text can refer to it.
    """

    kind: str
    start: int
    end: int
    text: str
    label: str
    new: bool = False


def suggest(line: str, caret: int, names: Names) -> list[Suggestion]:
    """Return completions for the word at the caret, best first; none for a complete word.

    Names that start with the typed text come before names in which a later word does, both in
    the order of the mapping. A name can span several words ("#deep wo"). A domain or label that
    does not exist yet comes last.
    """
    words = Words(line)
    at = next((n for n, word in enumerate(words) if word.start < caret <= word.end), None)
    if at is None or (begin := _sigil_before(words, at)) is None:
        return []
    start, sigil = words[begin].start, words.key(begin)[0]
    kind, choices = _choices(names)[sigil]
    typed = normalize(line[start + 1 : caret])
    matches = _matching(typed, choices)
    if [normalize(choice) for choice in matches] == [typed]:
        return []
    end = words[at].end
    suggestions = [
        Suggestion(kind, start, end, f"{sigil}{choice}", choices[choice]) for choice in matches
    ]
    name = line[start + 1 : end]
    if kind in CREATABLE and begin == at and caret == end and _is_new(name, choices):
        suggestions.append(Suggestion(kind, start, end, f"{sigil}{name}", name, new=True))
    return suggestions[:MAX_SUGGESTIONS]


def _is_new(name: str, choices: Iterable[str]) -> bool:
    return is_name(name) and normalize(name) not in map(normalize, choices)


def _sigil_before(words: Words, at: int) -> int | None:
    """Return the index of the sigil's word: this word, or the nearest earlier one with a name."""
    if words.key(at)[:1] in ("!", "?") and not words[at].glued:
        return at
    for begin in range(at, -1, -1):
        if not words.key(begin):
            return None
        if words.key(begin)[0] in NAME_SIGILS:
            return begin
    return None


def _choices(names: Names) -> dict[str, tuple[str, dict[str, str]]]:
    """Return, for each sigil, its kind and the words it accepts with their labels."""
    return {
        "#": ("domain", {name: name for name in names.domains}),
        "^": ("parent", {name: name for name in names.parents}),
        "@": ("label", {name: name for name in names.labels}),
        "!": ("impact", {label.lower(): label for label in IMPACT_LABELS.values()}),
        "?": ("clarity", CLARITY_LABELS),
    }


def _matching(typed: str, choices: Iterable[str]) -> list[str]:
    keys = {choice: normalize(choice) for choice in choices}
    begin = [choice for choice, key in keys.items() if key.startswith(typed)]
    inside = [choice for choice, key in keys.items() if f" {typed}" in key and choice not in begin]
    return begin + inside
