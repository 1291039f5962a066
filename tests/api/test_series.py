"""/api/v1/recurrence"""

from __future__ import annotations

import pytest

from tests.conftest import NOW

TODAY = str(NOW.date())


def preview(api, rrule: str, **more) -> dict:
    return api.post("/recurrence/preview", {"rrule": rrule, "starts_on": TODAY} | more).json()


def test_it_says_the_rule_in_words_and_its_next_dates(api):
    shown = preview(api, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH")

    assert "2 weeks" in shown["summary"]
    assert shown["next"] == ["2026-03-02", "2026-03-05", "2026-03-16", "2026-03-19", "2026-03-30"]
    assert shown["warning"] == ""


def test_it_warns_where_months_lack_the_day(api):
    assert preview(api, "FREQ=MONTHLY;BYMONTHDAY=31")["warning"].endswith(".")
    assert not preview(api, "FREQ=MONTHLY;BYMONTHDAY=31", missing_days="clamp")["warning"]


def test_the_dates_begin_today(api, clock):
    clock.shift(3 * 24 * 3600)

    assert preview(api, "FREQ=DAILY")["next"][0] == "2026-03-05"


def test_one_that_counts_from_completion_is_shown_as_if_done_on_time(api):
    shown = preview(api, "FREQ=DAILY;INTERVAL=3", kind="after_completion")

    assert shown["next"][:2] == ["2026-03-02", "2026-03-05"]


@pytest.mark.parametrize("rrule", ["FREQ=MINUTELY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
def test_what_never_comes_is_refused(api, rrule):
    assert preview(api, rrule)["status"] == 422
