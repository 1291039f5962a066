"""English names and ordinals for days, weekdays and months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_SMALL = ("", "first", "second", "third", "fourth", "fifth")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


def join_words(words: Iterable[str], last: str = " and ") -> str:
    """Return "Mon", "Mon and Thu" or "Mon, Wed and Fri"."""
    *most, final = [*words] or [""]
    return f"{', '.join(most)}{last}{final}" if most else final


def sort_from_front(numbers: Iterable[int]) -> list[int]:
    """Sort the numbers counted from the front before those counted from the back: 1, 15, -1."""
    return sorted(numbers, key=lambda n: (n < 0, n))


def ordinal(n: int) -> str:
    """Return "1st", "22nd", "last" or "second-to-last"."""
    if n < 0:
        return "last" if n == -1 else f"{nth(-n)}-to-last"
    return f"{n}{'th' if n % 100 in (11, 12, 13) else _SUFFIXES.get(n % 10, 'th')}"


def nth(n: int) -> str:
    """Return "first" to "fifth", then "20th"; "last" or "second-to-last" for negative numbers."""
    return _SMALL[n] if 0 < n < len(_SMALL) else ordinal(n)


def month_day(n: int) -> str:
    """Return "15th" or "last day"."""
    return ordinal(n) if n > 0 else f"{ordinal(n)} day"


def nth_weekdays(pairs: Sequence[tuple[int, int]]) -> str:
    """Return "the first and third Tuesday", "the last Friday" or "every Monday"."""
    phrases = []
    for day in sorted({day for _, day in pairs}):
        numbers = sort_from_front(n for n, weekday in pairs if weekday == day)
        prefix = "every" if 0 in numbers else f"the {join_words(map(nth, numbers))}"
        phrases.append(f"{prefix} {DAYS[day]}")
    return join_words(phrases)
