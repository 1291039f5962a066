"""Calendar metrics in /metrics"""

from __future__ import annotations

from django.test import Client

from tasks.models import Calendar, CalendarAccount


def test_metrics_count_held_entries_and_failing_calendars(account, calendar):
    Calendar.objects.filter(pk=calendar.pk).update(held=12, failures=3)
    metrics = Client().get("/metrics").text

    assert "\nwhendoist_calendars_held 12.0" in metrics
    assert "\nwhendoist_calendars_failing_alone 1.0" in metrics


def test_metrics_count_failing_and_signed_out_calendar_accounts(account, clock):
    failing = {"user": account.user, "provider": "google", "failures": 2}
    CalendarAccount.objects.create(**failing, state="signed_out", trouble="Connect again.")
    metrics = Client().get("/metrics").text

    for name, value in {"accounts": 2, "failing": 1, "signed_out": 1, "behind": 0}.items():
        assert f"\nwhendoist_calendars_{name} {value}.0" in metrics
    assert "\nwhendoist_calendars_waiting 0.0" in metrics
