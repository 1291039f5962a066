"""What /metrics says of calendars."""

from __future__ import annotations

from django.test import Client

from tasks.models import CalendarAccount


def test_it_counts_what_needs_a_look(account, clock):
    failing = {"user": account.user, "provider": "google", "failures": 2}
    CalendarAccount.objects.create(**failing, state="signed_out", trouble="Connect again.")
    figures = Client().get("/metrics").text

    for name, value in {"accounts": 2, "failing": 1, "signed_out": 1, "behind": 0}.items():
        assert f"\nwhendoist_calendars_{name} {value}.0" in figures
    assert "\nwhendoist_calendars_waiting 0.0" in figures
