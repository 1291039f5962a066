"""Rule.warning: months or years that a rule skips"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.recurrence import Rule

START = date(2027, 1, 31)

WARNINGS = {
    "FREQ=MONTHLY": "Months without a 31st are skipped.",
    "FREQ=MONTHLY;BYMONTHDAY=30": "Months without a 30th are skipped.",
    "FREQ=MONTHLY;BYMONTHDAY=15,31": "In months without a 31st, that day is skipped.",
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
WITHOUT_WARNING = (
    *("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY;BYMONTHDAY=31", "FREQ=YEARLY"),
    *("FREQ=MONTHLY;BYMONTHDAY=28", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=-1FR"),
    *("FREQ=MONTHLY;INTERVAL=12", "FREQ=MONTHLY;BYMONTH=1,3,5", "FREQ=YEARLY;BYDAY=20MO"),
    *("FREQ=YEARLY;BYMONTH=1,12", "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=FR"),
)


@pytest.mark.parametrize(("text", "sentence"), WARNINGS.items())
def test_warning_names_the_missing_day_when_months_or_years_are_skipped(text, sentence):
    assert Rule.validated(text, START).warning() == sentence


@pytest.mark.parametrize("text", WITHOUT_WARNING)
def test_warning_is_empty_when_no_month_or_year_is_skipped(text):
    assert Rule.validated(text, START).warning() == ""


@pytest.mark.parametrize(
    "text", ["FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYYEARDAY=366"]
)
def test_warning_is_empty_when_missing_days_are_clamped(text):
    assert Rule.validated(text, START, missing_days="clamp").warning() == ""


def test_warning_remains_for_a_fifth_weekday_when_missing_days_are_clamped():
    rule = Rule.validated("FREQ=MONTHLY;BYDAY=5MO", START, missing_days="clamp")
    assert rule.warning() == "Months without a fifth Monday are skipped."


def test_warning_is_empty_for_29_february_every_four_years_from_a_leap_year():
    assert Rule.validated("FREQ=YEARLY;INTERVAL=4", date(2028, 2, 29)).warning() == ""


def test_warning_is_empty_for_an_after_completion_series():
    assert Rule.validated("FREQ=MONTHLY", START, kind="after_completion").warning() == ""
