"""The result of parsing a phrase: its value and end, or the reason that it is invalid."""

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
