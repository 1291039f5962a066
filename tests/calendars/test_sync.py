"""Who syncs when: what is due, one worker at a time, what a death in between leaves, what goes"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from cryptography.fernet import Fernet
from django_q.models import OrmQ

from core import clock as our_clock
from tasks import jobs
from tasks.calendars import accounts, actions, sync
from tasks.calendars.base import Listing, Trouble
from tasks.calendars.cleanup import cleanup
from tasks.calendars.reconcile import take_in, too_many
from tasks.calendars.windows import read_window
from tasks.constants import CALENDAR_BUDGET
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, SyncRun
from tests.calendars.conftest import instant
from tests.calendars.fake_provider import KILLED_AFTER, MISSING, Killed, meeting

TODAY = date(2026, 3, 2)
NINE = {"scheduled_date": TODAY, "scheduled_time": time(9)}


@pytest.fixture
def synced(account, pushing, sync_now):
    """Nothing is due."""
    sync_now(2)
    return account


def test_an_edit_makes_the_account_due_that_shows_blocks(synced, make_task):
    assert sync.enqueue_due() == 0
    make_task(**NINE)
    assert sync.enqueue_due() == 1


def test_an_edit_is_nobodys_business_where_no_blocks_are_shown(account, world, sync_now, make_task):
    sync_now()
    make_task(**NINE)

    assert sync.enqueue_due() == 0


def test_many_edits_are_one_job(synced, make_task):
    for n in range(5):
        make_task(f"Task {n}", **NINE)
    jobs.sync_calendars()
    jobs.sync_calendars()

    waiting = [job for job in OrmQ.objects.all() if job.task["args"][0].endswith("calendars_of")]
    assert [job.task["args"][1] for job in waiting] == [synced.pk]


def test_a_job_that_was_lost_is_asked_for_again(synced, make_task, clock):
    make_task(**NINE)
    sync.enqueue_due()
    clock.shift(timedelta(minutes=11))

    assert sync.enqueue_due() == 1


def test_time_makes_it_due(synced, clock):
    clock.shift(timedelta(minutes=19))

    assert sync.enqueue_due() == 1


def test_one_worker_at_a_time(synced, clock):
    assert accounts.claim(synced.pk)
    assert sync.sync(synced.pk) is None


def test_a_worker_that_died_counts_as_a_failure(synced, clock):
    for failures in (1, 2):
        accounts.claim(synced.pk)
        clock.shift(timedelta(minutes=2))  # it died
        assert sync.sync(synced.pk) is None
        synced.refresh_from_db()
        assert (synced.failures, synced.trouble) == (failures, accounts.DIED)
        assert synced.next_sync_at > our_clock.now()
    assert SyncRun.objects.filter(trouble=accounts.DIED).count() == 2

    assert sync.sync(synced.pk)
    synced.refresh_from_db()
    assert (synced.failures, synced.trouble) == (0, "")


def test_what_died_is_taken_up_again_when_it_was_said(synced, clock):
    CalendarAccount.objects.update(next_sync_at=our_clock.now())
    assert sync.enqueue_due() == 1
    accounts.claim(synced.pk)
    clock.shift(timedelta(minutes=2))
    sync.sync(synced.pk)
    clock.shift(timedelta(minutes=3))
    assert sync.enqueue_due() == 1


@pytest.mark.parametrize("hours", [3, 48])
def test_an_account_that_was_synced_by_a_clock_ahead_is_due_when_that_is_put_right(
    synced, clock, hours
):
    clock.shift(timedelta(hours=hours))
    assert sync.enqueue_due() == 1  # and it waits in the queue
    sync.sync(synced.pk)
    assert sync.enqueue_due() == 0
    clock.shift(timedelta(hours=-hours))

    assert sync.enqueue_due() == 1


def test_one_that_fails_is_due_when_it_waits_longer_than_we_ever_do(synced, clock):
    clock.shift(timedelta(hours=24))
    accounts.try_later(synced, Trouble("No.", 20 * 3600))
    clock.shift(timedelta(hours=-24))

    assert sync.enqueue_due() == 1


def test_a_claim_by_a_clock_ahead_is_a_dead_one(synced, clock):
    clock.shift(timedelta(hours=3))
    accounts.claim(synced.pk)
    clock.shift(timedelta(hours=-3))
    sync.enqueue_due()
    assert sync.sync(synced.pk) is None
    assert SyncRun.objects.latest_first()[0].trouble == accounts.DIED

    clock.shift(timedelta(minutes=3))
    assert sync.enqueue_due() == 1
    assert sync.sync(synced.pk).trouble == ""


def test_a_bucket_that_was_emptied_by_a_clock_ahead_is_full(account, clock):
    CalendarAccount.objects.update(budget=0, budget_at=our_clock.now() + timedelta(days=1))
    accounts.spend(account)
    account.refresh_from_db()
    assert account.budget == CALENDAR_BUDGET - 1


def test_what_a_right_clock_has_set_stays(synced, account, clock):
    accounts.try_later(account, Trouble("No.", 24 * 3600))
    accounts.claim(account.pk)
    actions.sync_soon(account)

    assert accounts.repair_clock_skew() == 0


def test_a_signed_out_account_is_left_as_it_is(synced):
    accounts.sign_out(synced, "Connect again.")
    assert (sync.sync(synced.pk), sync.sync(synced.pk)) == (None, None)
    synced.refresh_from_db()
    assert (synced.trouble, synced.failures, synced.claimed_until) == ("Connect again.", 0, None)


def test_credentials_are_sealed_anew_under_the_first_key(synced, settings):
    first, second = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CREDENTIAL_KEYS = [first]
    accounts.keep_secrets(synced, {"password": "x"})
    settings.CREDENTIAL_KEYS = [second, first]
    sync.sync(synced.pk)
    settings.CREDENTIAL_KEYS = [second]
    synced.refresh_from_db()
    assert accounts.secrets_of(synced) == {"password": "x"}


def test_what_is_listed_is_not_taken_for_gone(synced, world, sync_now, make_task):
    make_task(**NINE)
    sync_now()
    world.faults[world.calls + 1] = MISSING  # calendars, then ours
    sync_now()
    ours = Calendar.objects.get(made_here=True)
    assert (ours.receives_blocks, PushedBlock.objects.count()) == (True, 1)
    assert "listed there" in ours.trouble

    sync_now()
    ours.refresh_from_db()
    assert (ours.trouble, len(world.live("made1"))) == ("", 1)


def test_what_was_just_made_is_not_taken_for_gone(account, pushing, world, sync_now, make_task):
    make_task(**NINE)
    world.faults[3] = MISSING  # calendars, the listing, making ours, then our first event
    sync_now(2)
    pushing.refresh_from_db()

    assert (pushing.receives_blocks, len(world.live("made1"))) == (True, 1)


def test_no_calendar_at_all_is_not_believed(synced, world, sync_now):
    world.forgets = True
    log = sync_now()
    assert "No calendar is listed" in log.trouble
    assert not Calendar.objects.exclude(gone_at=None).exists()


def test_a_worker_that_was_overtaken_writes_nothing(synced, world):
    calendar = Calendar.objects.get(name="work")
    Calendar.objects.filter(pk=calendar.pk).update(generation=9)
    told = Listing([meeting("a", instant(9), instant(10))], "1", complete=True)
    take_in(calendar, told, read_window(TODAY), {})

    assert not Event.objects.exists()


def test_dying_after_it_was_sent_doubles_nothing(synced, world, sync_now, make_task):
    make_task(**NINE)
    world.faults[world.calls + 3] = KILLED_AFTER  # calendars, two listings, create
    with pytest.raises(Killed):
        sync_now()
    assert PushedBlock.objects.get().state == "pending"

    sync_now(2)
    assert PushedBlock.objects.get().state == "synced"
    assert len(world.live("made1")) == 1


def test_the_log_keeps_what_happened_and_skips_what_did_not(synced, sync_now, world):
    before = SyncRun.objects.count()
    sync_now(3)
    assert SyncRun.objects.count() == before

    world.write("work", meeting("a", instant(9), instant(10)))
    sync_now()
    assert SyncRun.objects.latest_first()[0].read == 1


@pytest.mark.parametrize(
    ("deletions", "total", "stops"),
    [(3, 3, False), (4, 4, True), (4, 20, False), (5, 20, True), (50, 999, False), (51, 999, True)],
)
def test_a_run_stops_at_a_fifth_or_fifty(deletions, total, stops):
    assert too_many(deletions, total) is stops


def test_waiting_doubles_and_respects_what_was_told():
    waits = [accounts.wait_after(Trouble("No."), n).total_seconds() / 60 for n in (1, 2, 3, 99)]
    for wait, most in zip(waits, (2, 4, 8, 360), strict=True):
        assert most / 2 <= wait <= most
    assert accounts.wait_after(Trouble("No.", 7200), 1) == timedelta(hours=2)


def test_the_past_is_let_go_of(synced, world, clock, sync_now):
    world.write("work", meeting("a", instant(9), instant(10)))
    sync_now()
    clock.shift(timedelta(days=32))
    world.write("work", meeting("b", our_clock.now(), our_clock.now() + timedelta(hours=1)))
    sync_now()

    assert [event.remote_id for event in Event.objects.all()] == ["b"]


def test_old_runs_and_calendars_long_gone_are_cleaned_up(synced, world, clock, sync_now):
    del world.events["work"]
    sync_now()
    SyncRun.objects.create(user=synced.user, account=synced, read=1)
    clock.shift(timedelta(days=31))
    cleanup()

    assert not SyncRun.objects.exists()
    assert [calendar.name for calendar in Calendar.objects.all()] == ["made1"]


def test_a_mistake_of_ours_is_made_more_and_more_rarely(synced, monkeypatch, clock):
    monkeypatch.setitem(accounts.PROVIDERS, "google", "tests.calendars.fake_provider.nothing")
    with pytest.raises(ImportError):
        sync.sync(synced.pk)
    synced.refresh_from_db()

    assert (synced.failures, synced.claimed_until) == (1, None)
    assert synced.trouble == "Something broke on our side. It is tried again."


def test_an_account_that_signed_out_is_left_alone(synced, make_task):
    gone = CalendarAccount.State.SIGNED_OUT
    CalendarAccount.objects.update(state=gone, trouble="Connect again.", next_sync_at=instant(0))
    make_task(**NINE)

    assert sync.enqueue_due() == 0
