"""Parse repetitions: `every 2 weeks on mon, thu`, `1st of each month`, `every! 5 days`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from tasks.quickadd.calendar import AFTERNOON, EVENING, MORNING, NOON, Calendar
from tasks.quickadd.dates import read_number, read_ordinal
from tasks.quickadd.durations import read_length
from tasks.quickadd.leading_days import starts_behind_hour
from tasks.quickadd.patterns import Pattern
from tasks.quickadd.phrases import InvalidPhrase, Match, UnclearPhrase
from tasks.quickadd.repeat_days import (
    WORKING_DAY_WORDS,
    read_days_of_month,
    read_days_of_year,
    read_exceptions,
    read_list,
    read_months,
    read_plural_days,
    read_weekdays,
)
from tasks.quickadd.times import Clock, ends_phrase, read_clock, read_range
from tasks.quickadd.times_a_day import hours_pattern, read_every_hours, read_times_a_day
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import (
    ADVERBS,
    ORDINALS,
    PLURAL_WEEKDAYS,
    SHORT_WEEKDAYS,
    UNITS,
    WEEKDAY_LABELS,
    WEEKDAYS,
)
from tasks.recurrence.messages import gettext

PARTS: Final = {
    MORNING: MORNING,
    NOON: NOON,
    AFTERNOON: AFTERNOON,
    EVENING: EVENING,
    "night": "night",
    "nightly": "night",
}


def read_repeat(words: Words, at: int, calendar: Calendar) -> Match[Pattern]:
    """Parse a repeat pattern. Raises InvalidPhrase or UnclearPhrase."""
    match = _repeat(words, at, calendar)
    if not match:
        return None
    pattern, end = _with_suffix(words, *match)
    pattern, end = read_exceptions(words, end, pattern)
    if not pattern.part and words.key(end) in PARTS and words.key(end) != NOON:
        pattern, end = replace(pattern, part=PARTS[words.key(end)]), end + 1
    if not pattern.has_dates():
        raise InvalidPhrase(gettext("“%(text)s” never happens.", text=words.text(at, end)), end)
    return pattern, end


def read_hour_of_series(words: Words, at: int) -> Match[Clock]:
    """Parse the 9 of "every mon 9". Raises UnclearPhrase for "every day 9", which may count."""
    key, before = words.key(at), words.key(at - 1)
    if not key.isdecimal() or not 1 <= int(key) <= 23 or not _may_end_hour(words, at + 1):
        return None
    is_list = words.key(at + 2).isdecimal() and not words.key(at + 1).isalnum()
    if is_list or words.key(at + 1) in ("-", "x", "%", "and", "to"):
        return None
    if before in WEEKDAYS or before in PLURAL_WEEKDAYS:
        return read_clock(words, at, marked=True)
    if before in ("day", "daily", "weekday", "workday"):
        start = next(n for n in range(at, -1, -1) if words.key(n) in ("every", "daily"))
        hour = key if ends_phrase(words, at + 1) else f"{key}:00"  # not "at 9 standup"
        raise UnclearPhrase(at + 1, instead=(f"{words.text(start, at)} at {hour}",))
    return None


def _may_end_hour(words: Words, at: int) -> bool:
    """Return whether an hour can end before a word: at the end, or as in "every mon 9 standup"."""
    return ends_phrase(words, at) or starts_behind_hour(words, at)


def _repeat(words: Words, at: int, calendar: Calendar) -> Match[Pattern]:
    key = words.key(at)
    if key in ADVERBS:
        return _adverb(words, at)
    if words.keys(at, 2) == ["every", "!"]:
        return _after_completion(_interval_only(words, at + 2) or _every(words, at + 2, calendar))
    if key == "on" and words.key(at + 1) == "every":
        return _repeat(words, at + 1, calendar)
    if key == "once" and words.key(at + 1) in ADVERBS:
        return _adverb(words, at + 1)
    if key == "every" or (key == "once" and words.key(at + 1) == "every"):
        return _every(words, at + 1 + (key == "once"), calendar)
    if key in ("hourly", "nightly"):
        pattern = hours_pattern(1, calendar) if key == "hourly" else Pattern("day", part="night")
        return (pattern, at + 1) if ends_phrase(words, at + 1) else None
    return (
        read_times_a_day(words, at, calendar)
        or _of_every_month(words, at)
        or _plural_days(words, at)
    )


def _adverb(words: Words, at: int) -> Match[Pattern]:
    """Parse "daily" or "weekly on fri"; an adjective in front of a noun is no repetition."""
    pattern = Pattern(*ADVERBS[words.key(at)])
    match = _with_days(words, at + 1, pattern)
    if words.key(at + 1) == "after-completion":
        return match
    timed = read_length(words, match[1], ("m", "h"))  # "daily 30 min"
    if not (timed or ends_phrase(words, match[1])) or words.key(match[1]) in ("and", "or"):
        interval = "" if pattern.interval == 1 else f"{pattern.interval} "
        unit = f"{pattern.unit}s" if interval else pattern.unit
        raise UnclearPhrase(match[1], besides=(f"every {interval}{unit}",))
    return match


def _every(words: Words, at: int, calendar: Calendar) -> Match[Pattern]:
    forms: tuple[Callable[[Words, int], Match[Pattern]], ...] = (
        _short_days,
        _units,
        _every_weekday,
        read_every_year_day,
        _every_month_day,
    )
    match = read_every_hours(words, at, calendar) or _part_of_day(words, at, calendar)
    if match:
        return match
    return next((match for form in forms if (match := form(words, at))), None)


def _part_of_day(words: Words, at: int, calendar: Calendar) -> Match[Pattern]:
    """Parse "morning" or "morning and evening"."""
    if not (match := read_list(words, at, _part)):
        return None
    parts, end = match
    if len(parts) == 1:
        return Pattern("day", part=parts[0]), end
    return Pattern("day", times=tuple(sorted(map(calendar.parts.start, set(parts))))), end


def _part(words: Words, at: int) -> Match[str]:
    """Parse "morning"; a German "jeden Morgen" has the word for tomorrow."""
    part = PARTS.get(MORNING if words.key(at) == "tomorrow" else words.key(at))
    return (part, at + 1) if part else None


def _short_days(words: Words, at: int) -> Match[Pattern]:
    """Parse "mo, we, fr", in front of the "mo" of months."""
    match = read_weekdays(words, at, Pattern("week")) if words.key(at) in SHORT_WEEKDAYS else None
    return match if match and len(match[0].weekdays) > 1 else None


def _units(words: Words, at: int) -> Match[Pattern]:
    interval, end = _interval(words, at)
    if not (unit := UNITS.get(words.key(end))):
        return None
    if unit == "quarter":
        unit, interval = "month", 3 * interval
    elif unit == "fortnight":
        unit, interval = "week", 2 * interval
    return _with_days(words, end + 1, Pattern(unit, interval))


def _interval(words: Words, at: int) -> tuple[int, int]:
    """Parse the number before a unit ("2", "two", "other" or "3rd"); 1 when there is none."""
    if words.key(at) == "other":
        return 2, at + 1
    ordinal = read_ordinal(words, at)
    if ordinal and ordinal[0] > 1:
        return ordinal
    return read_number(words, at) or (1, at)


def _every_weekday(words: Words, at: int) -> Match[Pattern]:
    other = words.key(at) == "other"
    if other and words.key(at + 1) in WORKING_DAY_WORDS:
        raise UnclearPhrase(at + 2, instead=("every weekday", "every 2 days"))
    number = read_number(words, at)
    if number and words.key(number[1]) in WEEKDAYS_PLURAL:
        return read_weekdays(words, number[1], Pattern("week", number[0]))
    return read_weekdays(words, at + other, Pattern("week", 1 + other))


WEEKDAYS_PLURAL: Final = frozenset(f"{day}days" for day in "mon tues wednes thurs fri".split())


def read_every_year_day(words: Words, at: int) -> Match[Pattern]:
    return read_days_of_year(words, at, Pattern("year"))


def _every_month_day(words: Words, at: int) -> Match[Pattern]:
    bare = words.key(at).isdecimal()
    if bare or not (match := read_days_of_month(words, at, Pattern("month"))):
        return None
    pattern, end = match
    if words.key(end) in ("of", "in") and "month" in words.keys(end + 1, 2):
        return pattern, end + 1 + words.keys(end + 1, 2).index("month") + 1
    if pattern.month_days and words.key(end - 1) in ORDINALS:
        return None  # "greet every third guest"
    n, weekday = pattern.weekdays[0] if len(pattern.weekdays) == 1 else (0, 0)
    if n == 2 and words.key(at) == "second":
        raise UnclearPhrase(end, instead=_both_readings(n, weekday))
    return pattern, end


def _both_readings(n: int, weekday: int) -> tuple[str, str]:
    name = WEEKDAY_LABELS[weekday]
    ordinal = {2: "2nd", 3: "3rd"}.get(n, f"{n}th")
    return f"every {n} weeks on {name}", f"every month on the {ordinal} {name}"


def other_reading(pattern: Pattern, *, from_ordinal: bool) -> tuple[str, ...]:
    """Return "every 3 weeks on Fri" for "every 3rd fri", which most people mean otherwise."""
    nths = [(n, day) for n, day in pattern.weekdays if n > 1]
    monthly = pattern.unit == "month" and not pattern.months
    if not (from_ordinal and monthly and len(nths) == len(pattern.weekdays) == 1):
        return ()
    return _both_readings(*nths[0])[:1]


def _of_every_month(words: Words, at: int) -> Match[Pattern]:
    """Parse "3rd wed of every month", "on the 1st of each month" or "15th every month"."""
    start = at + (words.key(at) == "on")
    if not read_ordinal(words, start):
        return None
    match = read_days_of_month(words, start, Pattern("month"))
    if not match:
        return None
    pattern, end = match
    of = end + (words.key(end) in ("of", "in"))
    if words.key(of) != "every":
        if of > end and words.key(of) == "the" and words.key(of + 1) == "month":
            day = words.text(start, end)
            article = "" if words.key(start) == "the" else "the "
            raise UnclearPhrase(of + 2, instead=(f"every month on {article}{day}",))
        return None
    interval, unit = _interval(words, of + 1)
    if words.key(unit) not in ("month", "months"):
        return read_months(words, of + 1, replace(pattern, unit="year"))
    return replace(pattern, interval=interval), unit + 1


def _plural_days(words: Words, at: int) -> Match[Pattern]:
    """Parse "on mondays" anywhere, and "mondays" where no noun follows."""
    if not (match := read_plural_days(words, at)):
        return None
    end = match[1]
    hours = words.key(end).isdecimal() and (
        ends_phrase(words, end + 1) or read_range(words, end, bare=True)
    )
    return match if words.key(at) == "on" or hours or ends_phrase(words, end) else None


def _with_days(words: Words, at: int, pattern: Pattern) -> tuple[Pattern, int]:
    """Add the days after "on" to the pattern, if they fit its unit, and the months after "in"."""
    forms = {"week": read_weekdays, "month": read_days_of_month, "year": read_days_of_year}
    form = forms.get(pattern.unit)
    marked = words.key(at) == "on"
    match = form(words, at + marked, pattern) if form and _may_list(words, at, marked) else None
    pattern, end = match or (pattern, at)
    if pattern.unit == "year" or words.key(end) != "in":
        return pattern, end
    return read_months(words, end + 1, pattern) or (pattern, end)


def _may_list(words: Words, at: int, marked: bool) -> bool:
    """Return whether days follow: after "on", or like those of "monthly 15th"."""
    return marked or bool(read_ordinal(words, at)) or not words.key(at).isdecimal()


def _interval_only(words: Words, at: int) -> Match[Pattern]:
    """Parse "2 weeks" without the days behind it, which a task after completion cannot have."""
    interval, end = _interval(words, at)
    unit = UNITS.get(words.key(end))
    if unit not in ("day", "week", "month", "year") or words.key(end + 1) == "on":
        return None
    return Pattern(unit, interval), end + 1


def _after_completion(match: Match[Pattern]) -> Match[Pattern]:
    return (replace(match[0], kind="after_completion"), match[1]) if match else None


def _with_suffix(words: Words, pattern: Pattern, at: int) -> tuple[Pattern, int]:
    if words.key(at) == "after-completion":
        return replace(pattern, kind="after_completion"), at + 1
    if words.keys(at, 5) == ["or", "the", "nearest", "day", "by"]:
        return replace(pattern, missing_days="clamp"), at + 5
    return pattern, at
