"""The words of the quick-add grammar."""

from __future__ import annotations

from typing import Final

DAY_WORDS: Final = {"today": 0, "tod": 0, "tonight": 0, "tomorrow": 1, "tom": 1}

# "Call Tom" far more often means a person than tomorrow.
PERSONAL_NAMES: Final = frozenset({"Tom"})

WEEKDAYS: Final = {
    name: weekday
    for weekday, names in enumerate(
        (
            "mon monday",
            "tue tues tuesday",
            "wed weds wednesday",
            "thu thur thurs thursday",
            "fri friday",
            "sat saturday",
            "sun sunday",
        )
    )
    for name in names.split()
}
WEEKDAY_LABELS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH_LABELS: Final = tuple(name.title() for name in MONTHS if len(name) == 3)

NUMBERS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}

UNITS: Final = {
    name: unit
    for unit, names in {
        "day": "d day days",
        "week": "w week weeks",
        "month": "mo month months",
        "quarter": "quarter quarters",
        "year": "y year years",
    }.items()
    for name in names.split()
}

ADVERBS: Final = {
    "daily": ("day", 1),
    "weekly": ("week", 1),
    "fortnightly": ("week", 2),
    "monthly": ("month", 1),
    "quarterly": ("month", 3),
    "yearly": ("year", 1),
    "annually": ("year", 1),
}

MINUTES_IN: Final = {
    name: minutes
    for minutes, names in {
        1: "m min mins minute minutes",
        60: "h hr hrs hour hours",
        24 * 60: "d day days",
        7 * 24 * 60: "w week weeks",
    }.items()
    for name in names.split()
}

IMPACT_LABELS: Final = {1: "High", 2: "Mid", 3: "Low", 4: "Min"}
IMPACTS: Final = {
    name: impact
    for impact, names in {1: "high p1 1", 2: "mid p2 2", 3: "low p3 3", 4: "min p4 4"}.items()
    for name in names.split()
}

CLARITY_LABELS: Final = {
    "autopilot": "Autopilot",
    "normal": "Normal",
    "brainstorm": "Brainstorm",
}
CLARITIES: Final = {
    **{clarity: clarity for clarity in CLARITY_LABELS},
    "auto": "autopilot",
    "brain": "brainstorm",
}
