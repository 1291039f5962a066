"""The result of parsing a phrase: its value and end, or the reason that it stays text."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")

# The parsed value and the index of the word after the phrase; None without such a phrase.
Match = tuple[T, int] | None


class InvalidPhrase(ValueError):
    """A recognised phrase with an impossible value. The message is a sentence for people.

    The words before index `end` belong to the phrase and stay text.
    """

    def __init__(self, sentence: str, end: int) -> None:
        super().__init__(sentence)
        self.end = end


class InvalidLength(InvalidPhrase):
    """A duration that no task can have, such as "30h". Only its own words stay text."""


class UnclearPhrase(ValueError):
    """A phrase that can mean several things, so that it stays text.

    A tapped chip replaces the words before index `end` with one of `instead`, or keeps them and
    adds one of `besides` to the line.
    """

    def __init__(
        self, end: int, *, instead: tuple[str, ...] = (), besides: tuple[str, ...] = ()
    ) -> None:
        super().__init__(instead + besides)
        self.end = end
        self.instead = instead
        self.besides = besides
