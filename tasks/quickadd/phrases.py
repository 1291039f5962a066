"""What reading a phrase gives: its value and where it ends, or why it makes no sense."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")

# The value read, and the index of the word after the phrase; None when there is no such phrase.
Match = tuple[T, int] | None


class Impossible(ValueError):
    """A phrase that is understood but names nothing. The message is a sentence for a person.

    The words before index `end` are about it, and stay text.
    """

    def __init__(self, sentence: str, end: int) -> None:
        super().__init__(sentence)
        self.end = end
