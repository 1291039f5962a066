"""English names and numbers for rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_SMALL = ("", "first", "second", "third", "fourth", "fifth")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


def listed(words: Iterable[str], last: str = " and ") -> str:
    """ "Mon", "Mon and Thu", "Mon, Wed and Fri"."""
    *most, final = [*words] or [""]
    return f"{', '.join(most)}{last}{final}" if most else final


def natural(numbers: Iterable[int]) -> list[int]:
    """Counted from the front first, then from the back: 1, 15, -1."""
    return sorted(numbers, key=lambda n: (n < 0, n))


def ordinal(n: int) -> str:
    """ "1st", "22nd", "last", "second-to-last"."""
    if n < 0:
        return "last" if n == -1 else f"{nth(-n)}-to-last"
    return f"{n}{'th' if n % 100 in (11, 12, 13) else _SUFFIXES.get(n % 10, 'th')}"


def nth(n: int) -> str:
    """ "first" … "fifth", "20th", "last", "second-to-last"."""
    return _SMALL[n] if 0 < n < len(_SMALL) else ordinal(n)


def month_day(n: int) -> str:
    """ "15th", "last day"."""
    return ordinal(n) if n > 0 else f"{ordinal(n)} day"


def nth_weekdays(pairs: Sequence[tuple[int, int]]) -> str:
    """ "the first and third Tuesday", "the last Friday", "every Monday"."""
    phrases = []
    for day in sorted({day for _, day in pairs}):
        numbers = natural(n for n, other in pairs if other == day)
        which = "every" if 0 in numbers else f"the {listed(map(nth, numbers))}"
        phrases.append(f"{which} {DAYS[day]}")
    return listed(phrases)
