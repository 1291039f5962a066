"""The words of the quick-add grammar, in English. `languages` maps other words to them."""

from __future__ import annotations

from typing import Final

DAY_WORDS: Final = {"today": 0, "tomorrow": 1}

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
# Inside a list of days only: "we" and "so" are words.
SHORT_WEEKDAYS: Final = dict(zip("mo tu we th fr sa su".split(), range(7), strict=True))
WEEKDAY_LABELS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PLURAL_WEEKDAYS: Final = {
    f"{name}s": (weekday,) for name, weekday in WEEKDAYS.items() if len(name) > 5
} | {"weekdays": (0, 1, 2, 3, 4), "weekends": (5, 6)}
# The days of a word, such as on American timetables.
DAY_SETS: Final = {
    "weekday": (0, 1, 2, 3, 4),
    "workday": (0, 1, 2, 3, 4),
    "weekend": (5, 6),
    "mwf": (0, 2, 4),
    "tth": (1, 3),
    "tuth": (1, 3),
    **PLURAL_WEEKDAYS,
}

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
# (month, day) of days with a name. They need a word such as "by" or "on" in front.
HOLIDAYS: Final = {
    "christmas": (12, 25),
    "christmas-eve": (12, 24),
    "new-year": (1, 1),
    "new-year's-eve": (12, 31),
    "halloween": (10, 31),
    "valentine's-day": (2, 14),
}

NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"a": 1, "an": 1}
ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}

UNITS: Final = {
    name: unit
    for unit, names in {
        "day": "d day days",
        "week": "w week weeks",
        "fortnight": "fortnight fortnights",
        "month": "mo month months",
        "quarter": "quarter quarters",
        "year": "y year years",
    }.items()
    for name in names.split()
}

ADVERBS: Final = {
    "daily": ("day", 1),
    "weekly": ("week", 1),
    "biweekly": ("week", 2),
    "monthly": ("month", 1),
    "quarterly": ("month", 3),
    "half-yearly": ("month", 6),
    "yearly": ("year", 1),
}
# "12 times per day" comes from here too.
COUNTS: Final = {"once": 1, "twice": 2, "thrice": 3}

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
