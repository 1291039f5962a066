"""The dates of a rule by asking every single day: slow, short and easy to check by eye."""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, timedelta
from itertools import islice

from tasks.recurrence import Rule
from tasks.recurrence.parts import WEEKDAYS


def dates(rule: Rule, last: date) -> list[date]:
    parts = _implied(dict(item.split("=") for item in rule.rrule.split(";")), rule.starts_on)
    clamp = rule.missing_days == "clamp" and parts["FREQ"] in ("MONTHLY", "YEARLY")
    periods: dict[int, list[date]] = defaultdict(list)
    begin = rule.starts_on - timedelta(days=rule.starts_on.timetuple().tm_yday + 6)
    # Look on to the end of the period, because BYSETPOS may count from there.
    for n in range((last - begin).days + 366):
        day = begin + timedelta(days=n)
        if _allowed(parts, day, clamp):
            periods[_period(parts, day)].append(day)
    first = _period(parts, rule.starts_on)
    visited = [
        number for number in periods if (number - first) % int(parts.get("INTERVAL", 1)) == 0
    ]
    found = (day for number in sorted(visited) for day in _picked(parts, periods[number]))
    counted = islice(
        (day for day in found if day >= rule.starts_on), int(parts.get("COUNT", 10**6))
    )
    until = min(last.strftime("%Y%m%d"), parts.get("UNTIL", "99991231"))
    return [day for day in counted if day.strftime("%Y%m%d") <= until]


def _implied(parts: dict[str, str], start: date) -> dict[str, str]:
    names_a_day = parts.keys() & {"BYYEARDAY", "BYMONTHDAY", "BYDAY"}
    names_a_place = parts.keys() & {"BYMONTH", "BYWEEKNO", "BYYEARDAY"}
    weekdays_alone = "BYDAY" in parts and "BYMONTHDAY" not in parts
    if parts["FREQ"] == "YEARLY" and not names_a_place and not weekdays_alone:
        parts["BYMONTH"] = str(start.month)
    if not names_a_day and (parts["FREQ"] == "WEEKLY" or "BYWEEKNO" in parts):
        parts["BYDAY"] = WEEKDAYS[start.weekday()]
    elif not names_a_day and parts["FREQ"] != "DAILY":
        parts["BYMONTHDAY"] = str(start.day)
    return parts


def _numbers(parts: dict[str, str], name: str) -> list[int]:
    return [int(number) for number in parts[name].split(",")]


def _period(parts: dict[str, str], day: date) -> int:
    weeks = (day.toordinal() - 1 - WEEKDAYS.index(parts.get("WKST", "MO"))) // 7
    months = day.year * 12 + day.month
    numbers = {"DAILY": day.toordinal(), "WEEKLY": weeks, "MONTHLY": months, "YEARLY": day.year}
    return numbers[parts["FREQ"]]


def _picked(parts: dict[str, str], days: list[date]) -> list[date]:
    if "BYSETPOS" not in parts:
        return days
    wanted = _numbers(parts, "BYSETPOS")
    size = len(days)
    return [day for n, day in enumerate(days) if n + 1 in wanted or n - size in wanted]


def _allowed(parts: dict[str, str], day: date, clamp: bool) -> bool:
    month_length = calendar.monthrange(day.year, day.month)[1]
    year_length = 366 if calendar.isleap(day.year) else 365
    year_day = day.timetuple().tm_yday
    return (
        ("BYMONTH" not in parts or day.month in _numbers(parts, "BYMONTH"))
        and _numbered(parts, "BYMONTHDAY", day.day, month_length, clamp)
        and _numbered(parts, "BYYEARDAY", year_day, year_length, clamp)
        and ("BYWEEKNO" not in parts or _in_week(parts, day))
        and ("BYDAY" not in parts or _on_weekday(parts, day, month_length, year_length))
    )


def _numbered(parts: dict[str, str], name: str, n: int, size: int, clamp: bool) -> bool:
    """Whether the n-th of `size` days is wanted; the last also stands in for missing ones."""
    wanted = _numbers(parts, name) if name in parts else [n]
    return n in wanted or n - size - 1 in wanted or (clamp and n == size and max(wanted) > size)


def _in_week(parts: dict[str, str], day: date) -> bool:
    """A week belongs to the year of its fourth day; its number counts those fourth days."""
    middle = day - timedelta(days=(day.weekday() - WEEKDAYS.index(parts.get("WKST", "MO"))) % 7 - 3)
    year_day = middle.timetuple().tm_yday
    later = ((366 if calendar.isleap(middle.year) else 365) - year_day) // 7
    number = (year_day - 1) // 7 + 1
    return number in (wanted := _numbers(parts, "BYWEEKNO")) or -later - 1 in wanted


def _on_weekday(parts: dict[str, str], day: date, month_length: int, year_length: int) -> bool:
    if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts:
        n, size = day.day, month_length
    else:
        n, size = day.timetuple().tm_yday, year_length
    name = WEEKDAYS[day.weekday()]
    numbers = ("", f"{(n - 1) // 7 + 1}", f"-{(size - n) // 7 + 1}")
    return any(f"{number}{name}" in parts["BYDAY"].split(",") for number in numbers)
