"""/api/v1/recurrence: preview of a recurrence rule"""

from __future__ import annotations

import pytest

from tests.conftest import NOW

TODAY = str(NOW.date())


def preview(api, rrule: str, **fields) -> dict:
    return api.post("/recurrence/preview", {"rrule": rrule, "starts_on": TODAY} | fields).json()


def test_recurrence_preview_returns_summary_and_next_dates(api):
    body = preview(api, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH")

    assert "2 weeks" in body["summary"]
    assert body["next"] == ["2026-03-02", "2026-03-05", "2026-03-16", "2026-03-19", "2026-03-30"]
    assert body["warning"] == ""


def test_recurrence_preview_warns_when_months_lack_the_day(api):
    assert preview(api, "FREQ=MONTHLY;BYMONTHDAY=31")["warning"].endswith(".")
    assert not preview(api, "FREQ=MONTHLY;BYMONTHDAY=31", missing_days="clamp")["warning"]


def test_recurrence_preview_starts_today(api, clock):
    clock.shift(3 * 24 * 3600)

    assert preview(api, "FREQ=DAILY")["next"][0] == "2026-03-05"


def test_after_completion_preview_assumes_completion_on_time(api):
    body = preview(api, "FREQ=DAILY;INTERVAL=3", kind="after_completion")

    assert body["next"][:2] == ["2026-03-02", "2026-03-05"]


@pytest.mark.parametrize("rrule", ["FREQ=MINUTELY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
def test_recurrence_preview_rejects_rules_without_dates(api, rrule):
    assert preview(api, rrule)["status"] == 422
