"""Events of blocks that are dragged into another calendar of the account"""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from tasks.calendars.base import Listing
from tasks.calendars.reconcile import apply_listing
from tasks.calendars.windows import read_window
from tasks.editing import tasks
from tasks.models import Calendar, CalendarAccount, PushedBlock, SyncRun
from tests.calendars.conftest import instant
from tests.calendars.phone import HOUR, MONDAY, slot_of

MOVED_AWAY = "You moved “Write” to your calendar “work”."


def test_event_dragged_into_another_calendar_keeps_its_time_and_is_explained(phone, task_on_phone):
    phone.move()
    phone.world.move_to("made1", phone.events()[0], "work")
    phone.sync(3)

    assert (slot_of(task_on_phone), phone.events()) == ((MONDAY, time(10)), [])
    assert SyncRun.objects.exclude(trouble="").get().trouble.startswith(MOVED_AWAY)
    row = PushedBlock.objects.get()
    assert (row.state, row.trouble[: len(MOVED_AWAY)]) == ("detached", MOVED_AWAY)


def test_event_in_another_calendar_is_followed(phone, task_on_phone):
    event = phone.events()[0]
    phone.world.move_to("made1", event, "work")
    phone.sync(2)
    later = {"starts_at": event.starts_at + HOUR, "ends_at": event.ends_at + HOUR}
    phone.world.write("work", replace(event, **later))
    phone.sync(2)

    assert slot_of(task_on_phone) == (MONDAY, time(10))
    assert len(SyncRun.objects.exclude(trouble="")) == 1


def test_block_in_another_calendar_is_shown_again_when_it_changes(phone, task_on_phone, alice):
    phone.world.move_to("made1", phone.events()[0], "work")
    phone.sync(2)
    tasks.change(alice, task_on_phone.pk, {"scheduled_time": time(12)})
    phone.sync(2)

    assert phone.starts() == [instant(11)]
    assert PushedBlock.objects.get().trouble == ""


def test_event_deleted_from_another_calendar_is_no_longer_explained(phone, task_on_phone):
    event = phone.events()[0]
    phone.world.move_to("made1", event, "work")
    phone.sync(3)
    phone.world.delete("work", event.remote_id)
    phone.sync(3)

    assert (slot_of(task_on_phone), phone.events()) == ((MONDAY, time(9)), [])
    row = PushedBlock.objects.get()
    assert (row.state, row.trouble) == ("detached", "")


def test_invited_copy_with_the_same_id_changes_nothing(phone, task_on_phone):
    phone.world.write("work", phone.events()[0])
    phone.sync(2)
    phone.world.delete("work", phone.events()[0].remote_id)
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(9)), [instant(8)])
    assert PushedBlock.objects.get().state == "synced"
    assert not SyncRun.objects.exclude(trouble="").exists()


def test_event_dragged_into_another_calendar_after_its_listing_is_explained(phone, task_on_phone):
    event = phone.events()[0]
    phone.world.write("work", event)
    phone.sync()
    phone.world.delete("made1", event.remote_id)
    phone.world.write("work", event)
    phone.sync(3)

    assert PushedBlock.objects.get().trouble.startswith(MOVED_AWAY)


def test_settings_page_explains_an_event_in_another_calendar(phone, task_on_phone, alice, client):
    phone.world.move_to("made1", phone.events()[0], "work")
    phone.sync(3)
    client.force_login(alice)
    page = client.get("/settings/calendars/").text
    assert f'<p class="notice">{MOVED_AWAY}' in page

    tasks.change(alice, task_on_phone.pk, {"scheduled_time": time(12)})
    phone.sync(2)
    assert '<p class="notice">You moved' not in client.get("/settings/calendars/").text


def test_event_of_the_same_id_in_bobs_account_is_not_alices(phone, task_on_phone, bob):
    theirs = {"user": bob, "provider": "google", "identity": "2", "state": "active"}
    account = CalendarAccount.objects.create(**theirs)
    calendar = Calendar.objects.create(user=bob, account=account, remote_id="work", name="Work")
    event = replace(phone.events()[0], starts_at=instant(12), ends_at=instant(13))
    listing = Listing([event], "1", complete=True)
    apply_listing(calendar, listing, read_window(MONDAY), {})
    phone.sync(2)

    row = PushedBlock.objects.get()
    assert (row.state, row.seen_in, slot_of(task_on_phone)) == ("synced", "", (MONDAY, time(9)))
