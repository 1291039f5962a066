"""Names and hosts of connected accounts"""

from __future__ import annotations

from tasks.calendars import actions, sync
from tasks.models import Calendar, CalendarAccount
from tests.calendars.connecting.pages import CALENDARS
from tests.calendars.icalendar_text import event, ics
from tests.conftest import reauthenticated_client


def test_calendars_with_the_same_name_get_different_ones(attempt, address, site, alice):
    names = ["Football", "Football (127.0.0.1)", "Football 2"]
    for number, name in enumerate(names):
        other = site.respond(f"/{number}.ics", ics(event()))
        assert f'value="{name}"' in attempt(address=other).text
        actions.connect(alice, "ics", {"address": other}, name=name)


def test_settings_list_name_and_host_of_each_calendar(client, alice, bob):
    for n in range(3):
        actions.connect(alice, "ics", {"address": f"https://host{n}.example.org/a.ics"})
    actions.connect(bob, "ics", {"address": "https://secret.example.org/a.ics"})
    page = client.get(CALENDARS).text
    assert all(f"host{n}.example.org" in page for n in range(3))
    assert "ICS" not in page
    assert "a.ics" not in page
    assert "secret.example.org" not in page


def test_account_and_its_only_calendar_are_renamed(client, attempt, address, alice, site):
    account = actions.connect(alice, "ics", {"address": address})
    sync.sync(account.pk)
    form = f"{CALENDARS}rename/{account.pk}/"
    assert f'href="{form}"' in client.get(CALENDARS).text
    assert 'value="Football"' in client.get(form).text
    client.post(form, {"name": "Our team"})
    assert Calendar.objects.get().name == "Our team"
    sync.sync(account.pk)
    assert (str(CalendarAccount.objects.get()), Calendar.objects.get().name) == ("Our team",) * 2


def test_google_account_and_that_of_another_user_cannot_be_renamed(client, account, bob):
    form = f"{CALENDARS}rename/{account.pk}/"
    assert "be renamed" in client.post(form, {"name": "Other"}).text
    assert reauthenticated_client(bob).post(form, {"name": "Other"}).status_code == 404
    account.refresh_from_db()
    assert account.name == "Alice at work"
