"""The examples of RFC 5545 §3.8.5.3, all at 9:00 in America/New_York"""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from tasks.recurrence import InvalidRule, Rule
from tests.recurrence.rfc5545 import (
    EVERY_20_MINUTES,
    EXAMPLES,
    MORE_THAN_ONCE_AN_HOUR,
    parse_dates,
)

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("start", "text", "dates"), EXAMPLES, ids=[text for _, text, _ in EXAMPLES]
)
def test_rfc_5545_example_has_the_dates_of_the_rfc(start, text, dates):
    rule = Rule.validated(text, date.fromisoformat(start), time(9), zone=NEW_YORK)
    expected = parse_dates(dates)
    assert rule.between(rule.starts_on, expected[-1]) == expected
    if "COUNT" in text or "UNTIL" in text:
        assert rule.last() == expected[-1]


@pytest.mark.parametrize(("text", "sentence"), MORE_THAN_ONCE_AN_HOUR.items())
def test_rfc_5545_example_that_cannot_be_stored_is_rejected(text, sentence):
    with pytest.raises(InvalidRule, match=sentence):
        Rule.validated(text, date(1997, 9, 2), time(9), zone=NEW_YORK)


def test_rfc_5545_example_repeating_every_20_minutes_has_its_times():
    rule = Rule.validated(EVERY_20_MINUTES, date(1997, 9, 2), time(9), zone=NEW_YORK)

    assert rule.rrule == "FREQ=DAILY"
    assert rule.times == tuple(time(9 + n // 3, n % 3 * 20) for n in range(24))
