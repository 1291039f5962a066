"""Parse the end of a repetition: `until 3 may`, `for 5 times`, `from 4 jan to 1 mar`."""

from __future__ import annotations

import re
from datetime import date

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.dates import read_number
from tasks.quickadd.days import read_date
from tasks.quickadd.patterns import Bound
from tasks.quickadd.phrases import Match
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import UNITS

COUNT = re.compile(r"([0-9]{1,2})x|x([0-9]{1,2})")


def read_from_to(words: Words, at: int, calendar: Calendar) -> Match[tuple[date, Bound]]:
    """Parse "from 4 jan to 1 mar" behind a repetition."""
    first = read_date(words, at + 1, calendar, marked=True) if words.key(at) == "from" else None
    if not first or words.key(first[1]) not in ("to", "-"):
        return None
    last = read_date(words, first[1] + 1, calendar, marked=True)
    return ((first[0], Bound(until=last[0])), last[1]) if last else None


def read_bound(words: Words, at: int, calendar: Calendar, *, german: bool = False) -> Match[Bound]:
    """Parse an end such as "until 3 may", "for 5 times", "for 3 weeks", "5 times" or "5x"."""
    key = words.key(at)
    if key == "until" or (key == "bis" and german):
        match = read_date(words, at + 1, calendar, marked=True)
        return (Bound(until=match[0]), match[1]) if match else None
    if words.keys(at, 2) == [",", "once"]:
        return Bound(count=1), at + 2
    start = at + (key in ("for", ","))
    start += words.keys(start, 2) == ["the", "next"] and 2
    if times := COUNT.fullmatch(words.key(start)):
        return Bound(count=int(times[1] or times[2])), start + 1
    if not (number := read_number(words, start)):
        return None
    amount, end = number
    if words.key(end) in ("time", "times"):
        return Bound(count=amount), end + 1
    unit = UNITS.get(words.key(end)) if key == "for" else None
    return (Bound(span=(amount, unit)), end + 1) if unit else None
