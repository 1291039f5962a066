"""When accounts are synced, by which worker, and what happens after a crash"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from cryptography.fernet import Fernet
from django_q.models import OrmQ

from core import clock as core_clock
from tasks import jobs
from tasks.calendars import accounts, actions, sync
from tasks.calendars.base import CalendarError, Listing
from tasks.calendars.cleanup import cleanup
from tasks.calendars.reconcile import apply_listing
from tasks.calendars.windows import read_window
from tasks.constants import CALENDAR_BUDGET
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, SyncRun
from tests.calendars.conftest import instant
from tests.calendars.fake_provider import KILLED_AFTER, MISSING, Killed, meeting

TODAY = date(2026, 3, 2)
NINE = {"scheduled_date": TODAY, "scheduled_time": time(9)}


@pytest.fixture
def synced(account, push_calendar, sync_now):
    """An account that was just synced, so nothing is due."""
    sync_now(2)
    return account


def test_edit_makes_an_account_due_when_it_receives_blocks(synced, make_task):
    assert sync.enqueue_due() == 0
    make_task(**NINE)
    assert sync.enqueue_due() == 1


def test_edit_makes_no_account_due_when_it_receives_no_blocks(account, world, sync_now, make_task):
    sync_now()
    make_task(**NINE)

    assert sync.enqueue_due() == 0


def test_many_edits_enqueue_one_job(synced, make_task):
    for n in range(5):
        make_task(f"Task {n}", **NINE)
    jobs.sync_calendars()
    jobs.sync_calendars()

    queued = [job for job in OrmQ.objects.all() if job.task["args"][0].endswith("calendars_of")]
    assert [job.task["args"][1] for job in queued] == [synced.pk]


def test_lost_job_is_enqueued_again(synced, make_task, clock):
    make_task(**NINE)
    sync.enqueue_due()
    clock.shift(timedelta(minutes=11))

    assert sync.enqueue_due() == 1


def test_account_becomes_due_when_its_next_sync_is_reached(synced, clock):
    clock.shift(timedelta(minutes=19))

    assert sync.enqueue_due() == 1


def test_sync_does_nothing_when_another_worker_holds_the_account(synced, clock):
    assert accounts.claim(synced.pk)
    assert sync.sync(synced.pk) is None


def test_expired_claim_counts_as_a_failure(synced, clock):
    for failures in (1, 2):
        accounts.claim(synced.pk)
        clock.shift(timedelta(minutes=2))  # the worker died
        assert sync.sync(synced.pk) is None
        synced.refresh_from_db()
        assert (synced.failures, synced.trouble) == (failures, accounts.DIED)
        assert synced.next_sync_at > core_clock.now()
    assert SyncRun.objects.filter(trouble=accounts.DIED).count() == 2

    assert sync.sync(synced.pk)
    synced.refresh_from_db()
    assert (synced.failures, synced.trouble) == (0, "")


def test_account_of_a_dead_worker_is_retried_at_its_next_sync(synced, clock):
    CalendarAccount.objects.update(next_sync_at=core_clock.now())
    assert sync.enqueue_due() == 1
    accounts.claim(synced.pk)
    clock.shift(timedelta(minutes=2))
    sync.sync(synced.pk)
    clock.shift(timedelta(minutes=3))
    assert sync.enqueue_due() == 1


@pytest.mark.parametrize("hours", [3, 48])
def test_account_is_due_when_a_clock_that_ran_ahead_is_corrected(synced, clock, hours):
    clock.shift(timedelta(hours=hours))
    assert sync.enqueue_due() == 1  # and now it is queued
    sync.sync(synced.pk)
    assert sync.enqueue_due() == 0
    clock.shift(timedelta(hours=-hours))

    assert sync.enqueue_due() == 1


def test_failing_account_is_due_when_its_delay_is_longer_than_the_maximum(synced, clock):
    clock.shift(timedelta(hours=24))
    accounts.schedule_retry(synced, CalendarError("No.", 20 * 3600))
    clock.shift(timedelta(hours=-24))

    assert sync.enqueue_due() == 1


def test_claim_made_by_a_clock_that_ran_ahead_counts_as_expired(synced, clock):
    clock.shift(timedelta(hours=3))
    accounts.claim(synced.pk)
    clock.shift(timedelta(hours=-3))
    sync.enqueue_due()
    assert sync.sync(synced.pk) is None
    assert SyncRun.objects.latest_first()[0].trouble == accounts.DIED

    clock.shift(timedelta(minutes=3))
    assert sync.enqueue_due() == 1
    assert sync.sync(synced.pk).trouble == ""


def test_request_budget_is_full_when_a_clock_that_ran_ahead_is_corrected(account, clock):
    CalendarAccount.objects.update(budget=0, budget_at=core_clock.now() + timedelta(days=1))
    accounts.spend_request(account)
    account.refresh_from_db()
    assert account.budget == CALENDAR_BUDGET - 1


def test_notification_of_a_clock_that_ran_ahead_is_forgotten(synced):
    CalendarAccount.objects.update(notified_at=core_clock.now() + timedelta(days=1))
    assert accounts.repair_clock_skew() == 1
    synced.refresh_from_db()
    assert synced.notified_at is None


def test_repair_clock_skew_keeps_valid_timestamps(synced, account, clock):
    accounts.schedule_retry(account, CalendarError("No.", 24 * 3600))
    accounts.claim(account.pk)
    actions.sync_soon(account)

    assert accounts.repair_clock_skew() == 0


def test_sync_leaves_a_signed_out_account_unchanged(synced):
    accounts.sign_out(synced, "Connect again.")
    assert (sync.sync(synced.pk), sync.sync(synced.pk)) == (None, None)
    synced.refresh_from_db()
    assert (synced.trouble, synced.failures, synced.claimed_until) == ("Connect again.", 0, None)


def test_sync_encrypts_credentials_with_the_first_key(synced, settings):
    first, second = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CREDENTIAL_KEYS = [first]
    accounts.store_secrets(synced, {"password": "x"})
    settings.CREDENTIAL_KEYS = [second, first]
    sync.sync(synced.pk)
    settings.CREDENTIAL_KEYS = [second]
    synced.refresh_from_db()
    assert accounts.secrets_of(synced) == {"password": "x"}


def test_calendar_is_not_marked_as_gone_when_it_is_still_listed(synced, world, sync_now, make_task):
    make_task(**NINE)
    sync_now()
    world.faults[world.calls + 1] = MISSING  # the second call pulls the calendar of blocks
    sync_now()
    block_calendar = Calendar.objects.get(made_here=True)
    assert (block_calendar.receives_blocks, PushedBlock.objects.count()) == (True, 1)
    assert "lists this calendar" in block_calendar.trouble

    sync_now()
    block_calendar.refresh_from_db()
    assert (block_calendar.trouble, len(world.live("made1"))) == ("", 1)


def test_calendar_is_not_marked_as_gone_when_it_was_just_created(
    account, push_calendar, world, sync_now, make_task
):
    make_task(**NINE)
    world.faults[3] = MISSING  # the call that creates the first event
    sync_now(2)
    push_calendar.refresh_from_db()

    assert (push_calendar.receives_blocks, len(world.live("made1"))) == (True, 1)


def test_empty_calendar_list_marks_no_calendar_as_gone(synced, world, sync_now):
    world.empty_next_calendar_list = True
    log = sync_now()
    assert "lists no calendars" in log.trouble
    assert not Calendar.objects.exclude(gone_at=None).exists()


def test_apply_listing_does_nothing_when_another_worker_was_faster(synced, world):
    calendar = Calendar.objects.get(name="work")
    Calendar.objects.filter(pk=calendar.pk).update(generation=9)
    listing = Listing([meeting("a", instant(9), instant(10))], "1", complete=True)
    apply_listing(calendar, listing, read_window(TODAY), {})

    assert not Event.objects.exists()


def test_sync_creates_no_second_event_when_a_worker_dies_after_sending(
    synced, world, sync_now, make_task
):
    make_task(**NINE)
    world.faults[world.calls + 3] = KILLED_AFTER  # after the list of calendars and two listings
    with pytest.raises(Killed):
        sync_now()
    assert PushedBlock.objects.get().state == "pending"

    sync_now(2)
    assert PushedBlock.objects.get().state == "synced"
    assert len(world.live("made1")) == 1


def test_sync_log_contains_only_runs_in_which_something_happened(synced, sync_now, world):
    before = SyncRun.objects.count()
    sync_now(3)
    assert SyncRun.objects.count() == before

    world.write("work", meeting("a", instant(9), instant(10)))
    sync_now()
    assert SyncRun.objects.latest_first()[0].read == 1


def test_retry_delay_doubles_and_honours_retry_after():
    delays = [
        accounts.retry_delay(CalendarError("No."), n).total_seconds() / 60 for n in (1, 2, 3, 99)
    ]
    for delay, limit in zip(delays, (2, 4, 8, 360), strict=True):
        assert limit / 2 <= delay <= limit
    assert accounts.retry_delay(CalendarError("No.", 7200), 1) == timedelta(hours=2)


def test_sync_deletes_events_of_the_past(synced, world, clock, sync_now):
    world.write("work", meeting("a", instant(9), instant(10)))
    sync_now()
    clock.shift(timedelta(days=32))
    world.write("work", meeting("b", core_clock.now(), core_clock.now() + timedelta(hours=1)))
    sync_now()

    assert [event.remote_id for event in Event.objects.all()] == ["b"]


def test_cleanup_deletes_old_runs_and_gone_calendars(synced, world, clock, sync_now):
    del world.events["work"]
    sync_now()
    SyncRun.objects.create(user=synced.user, account=synced, read=1)
    clock.shift(timedelta(days=31))
    cleanup()

    assert not SyncRun.objects.exists()
    assert [calendar.name for calendar in Calendar.objects.all()] == ["made1"]


def test_sync_schedules_a_retry_when_our_code_fails(synced, monkeypatch, clock):
    monkeypatch.setitem(accounts.PROVIDERS, "google", "tests.calendars.fake_provider.missing")
    with pytest.raises(ImportError):
        sync.sync(synced.pk)
    synced.refresh_from_db()

    assert (synced.failures, synced.claimed_until) == (1, None)
    assert synced.trouble == str(sync.BROKEN)


def test_signed_out_account_is_not_due(synced, make_task):
    signed_out = CalendarAccount.State.SIGNED_OUT
    CalendarAccount.objects.update(
        state=signed_out, trouble="Connect again.", next_sync_at=instant(0)
    )
    make_task(**NINE)

    assert sync.enqueue_due() == 0
