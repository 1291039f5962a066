"""Rule.warning: months or years that a rule leaves out"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.recurrence import Rule

START = date(2027, 1, 31)

WARNINGS = {
    "FREQ=MONTHLY": "Months without a 31st are skipped.",
    "FREQ=MONTHLY;BYMONTHDAY=30": "Months without a 30th are skipped.",
    "FREQ=MONTHLY;BYMONTHDAY=15,31": "Months without a 31st leave it out.",
    "FREQ=MONTHLY;BYMONTHDAY=30,31": "Months without a 30th or 31st are skipped.",
    "FREQ=MONTHLY;BYDAY=5MO": "Months without a fifth Monday are skipped.",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5": "Months without a fifth Monday are skipped.",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29": "Years without a 29th of Feb are skipped.",
    "FREQ=YEARLY;BYMONTH=1,2": "Months without a 31st are skipped.",
    "FREQ=YEARLY;BYMONTH=2;BYDAY=5MO": "Years without a fifth Monday of Feb are skipped.",
    "FREQ=YEARLY;BYYEARDAY=366": "Years without a 366th day are skipped.",
    "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO": "Years without a 53rd week are skipped.",
    "FREQ=YEARLY;BYDAY=53MO": "Years without a 53rd Monday are skipped.",
}
HARMLESS = (
    *("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY;BYMONTHDAY=31", "FREQ=YEARLY"),
    *("FREQ=MONTHLY;BYMONTHDAY=28", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=-1FR"),
    *("FREQ=MONTHLY;INTERVAL=12", "FREQ=MONTHLY;BYMONTH=1,3,5", "FREQ=YEARLY;BYDAY=20MO"),
    *("FREQ=YEARLY;BYMONTH=1,12", "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=FR"),
)


@pytest.mark.parametrize(("text", "sentence"), WARNINGS.items())
def test_it_says_what_is_left_out(text, sentence):
    assert Rule.validated(text, START).warning() == sentence


@pytest.mark.parametrize("text", HARMLESS)
def test_it_says_nothing_where_nothing_is_left_out(text):
    assert Rule.validated(text, START).warning() == ""


@pytest.mark.parametrize(
    "text", ["FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYYEARDAY=366"]
)
def test_moved_days_are_not_left_out(text):
    assert Rule.validated(text, START, missing_days="clamp").warning() == ""


def test_weekdays_cannot_be_moved():
    rule = Rule.validated("FREQ=MONTHLY;BYDAY=5MO", START, missing_days="clamp")
    assert rule.warning() == "Months without a fifth Monday are skipped."


def test_every_fourth_year_from_a_leap_year_has_its_29_february():
    assert Rule.validated("FREQ=YEARLY;INTERVAL=4", date(2028, 2, 29)).warning() == ""


def test_counting_from_completion_leaves_nothing_out():
    assert Rule.validated("FREQ=MONTHLY", START, kind="after_completion").warning() == ""
