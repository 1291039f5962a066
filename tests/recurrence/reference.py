"""Compute the dates of a rule by testing every day: slow, short and easy to verify by eye."""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, timedelta
from itertools import islice

from tasks.recurrence import Rule
from tasks.recurrence.parts import WEEKDAYS


def dates(rule: Rule, last: date) -> list[date]:
    """Return the dates of the rule up to `last`."""
    parts = _with_implied(dict(item.split("=") for item in rule.rrule.split(";")), rule.starts_on)
    clamp = rule.missing_days == "clamp" and parts["FREQ"] in ("MONTHLY", "YEARLY")
    periods: dict[int, list[date]] = defaultdict(list)
    begin = rule.starts_on - timedelta(days=rule.starts_on.timetuple().tm_yday + 6)
    # Continue to the end of the period, because BYSETPOS may count from there.
    for n in range((last - begin).days + 366):
        day = begin + timedelta(days=n)
        if _allowed(parts, day, clamp):
            periods[_period(parts, day)].append(day)
    first = _period(parts, rule.starts_on)
    covered = [
        number for number in periods if (number - first) % int(parts.get("INTERVAL", 1)) == 0
    ]
    days = (day for number in sorted(covered) for day in _apply_positions(parts, periods[number]))
    counted = islice((day for day in days if day >= rule.starts_on), int(parts.get("COUNT", 10**6)))
    until = min(last.strftime("%Y%m%d"), parts.get("UNTIL", "99991231"))
    return [day for day in counted if day.strftime("%Y%m%d") <= until]


def _with_implied(parts: dict[str, str], start: date) -> dict[str, str]:
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


def _apply_positions(parts: dict[str, str], days: list[date]) -> list[date]:
    if "BYSETPOS" not in parts:
        return days
    positions = _numbers(parts, "BYSETPOS")
    size = len(days)
    return [day for n, day in enumerate(days) if n + 1 in positions or n - size in positions]


def _allowed(parts: dict[str, str], day: date, clamp: bool) -> bool:
    month_length = calendar.monthrange(day.year, day.month)[1]
    year_length = 366 if calendar.isleap(day.year) else 365
    year_day = day.timetuple().tm_yday
    return (
        ("BYMONTH" not in parts or day.month in _numbers(parts, "BYMONTH"))
        and _has_number(parts, "BYMONTHDAY", day.day, month_length, clamp)
        and _has_number(parts, "BYYEARDAY", year_day, year_length, clamp)
        and ("BYWEEKNO" not in parts or _in_week(parts, day))
        and ("BYDAY" not in parts or _on_weekday(parts, day, month_length, year_length))
    )


def _has_number(parts: dict[str, str], name: str, n: int, size: int, clamp: bool) -> bool:
    """Return whether the n-th of `size` days matches; clamping maps missing days to the last."""
    numbers = _numbers(parts, name) if name in parts else [n]
    clamps = clamp and n == size and max(numbers) > size
    return n in numbers or n - size - 1 in numbers or clamps


def _in_week(parts: dict[str, str], day: date) -> bool:
    """Return whether BYWEEKNO allows the day: a week belongs to the year of its fourth day."""
    middle = day - timedelta(days=(day.weekday() - WEEKDAYS.index(parts.get("WKST", "MO"))) % 7 - 3)
    year_day = middle.timetuple().tm_yday
    weeks_left = ((366 if calendar.isleap(middle.year) else 365) - year_day) // 7
    number = (year_day - 1) // 7 + 1
    weeks = _numbers(parts, "BYWEEKNO")
    return number in weeks or -weeks_left - 1 in weeks


def _on_weekday(parts: dict[str, str], day: date, month_length: int, year_length: int) -> bool:
    if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts:
        n, size = day.day, month_length
    else:
        n, size = day.timetuple().tm_yday, year_length
    name = WEEKDAYS[day.weekday()]
    numbers = ("", f"{(n - 1) // 7 + 1}", f"-{(size - n) // 7 + 1}")
    return any(f"{number}{name}" in parts["BYDAY"].split(",") for number in numbers)
