"""What the release before still reads and writes while this one is rolled out"""

from __future__ import annotations

from django.db import connection

from tasks.models import CalendarAccount


def test_it_finds_an_address_at_accounts_that_are_made_now(alice):
    CalendarAccount.objects.create(user=alice, provider="caldav")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM tasks_calendaraccount")
        assert cursor.fetchall() == [("",)]
