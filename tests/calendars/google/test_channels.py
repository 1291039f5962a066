"""Google notifies us of changes over push channels"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django_q.models import OrmQ

from core.clock import now
from tasks.calendars import actions, channels
from tasks.models import Calendar, CalendarAccount, Event
from tests.conftest import run_jobs

ADDRESS = "https://plan.example.org/calendars/notification/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def public(settings):
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["plan.example.org", "testserver"]


@pytest.fixture
def deliver(google):
    """Return a function that delivers what Google has sent, and returns the status codes."""

    def post_all() -> list[int]:
        messages, google.messages = google.messages, []
        assert {address for _, address, _ in messages} <= {ADDRESS}
        return [post(headers) for _, _, headers in messages]

    return post_all


def post(headers) -> int:
    client = Client(enforce_csrf_checks=True)
    return client.post("/calendars/notification/", headers=headers, secure=True).status_code


def minutes_to_next_sync() -> float:
    return (CalendarAccount.objects.get().next_sync_at - now()).total_seconds() / 60


def work() -> Calendar:
    return Calendar.objects.get(remote_id="work")


def test_sync_opens_one_channel_for_each_calendar(google, sync_now):
    google.add_calendar("home", "Home")
    google.add_calendar("hidden", "Hidden", selected=False)
    sync_now(2)
    calendars = sorted(channel["calendar"] for channel in google.channels.values())
    assert calendars == ["home", "work"]
    assert work().channel_until == now() - timedelta(minutes=20) + 7 * DAY


def test_notification_makes_a_change_appear_at_once(google, sync_now, deliver, clock):
    sync_now()
    assert deliver() == [204]
    clock.shift(60)
    run_jobs()
    google.add_meeting(9)
    clock.shift(60)
    assert deliver() == [204]
    run_jobs()
    assert Event.objects.get().title == "Meeting"


def test_account_is_polled_every_hour_once_messages_arrive(google, sync_now, deliver):
    sync_now()
    assert minutes_to_next_sync() <= 18
    deliver()
    sync_now()
    assert 48 <= minutes_to_next_sync() <= 72


def test_account_is_polled_as_before_when_one_calendar_has_no_channel(google, sync_now, deliver):
    google.add_calendar("holidays", "Holidays")
    google.inject_fault("holidays/events/watch", 400)
    sync_now()
    deliver()
    sync_now()
    assert minutes_to_next_sync() <= 18


def test_change_is_read_when_its_notification_is_lost(google, sync_now, deliver, clock):
    sync_now()
    deliver()
    sync_now()
    google.add_meeting(9)
    google.messages.clear()
    clock.shift(timedelta(minutes=73))
    OrmQ.objects.all().delete()
    assert CalendarAccount.objects.due(now()).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"X-Goog-Channel-ID": "1-0"},
        {"X-Goog-Channel-ID": ""},
        {"X-Goog-Channel-Token": "x"},
        {"X-Goog-Channel-Token": ""},
        {"X-Goog-Channel-Token": "é"},
    ],
)
def test_notification_is_not_found_without_the_token_of_its_channel(google, sync_now, change):
    sync_now()
    (_, _, headers), *_others = google.messages
    assert post(headers | change) == 404
    assert not work().channel_confirmed


def test_stranger_costs_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert post({"X-Goog-Channel-ID": "1-0", "X-Goog-Channel-Token": "x"}) == 404


def test_notification_syncs_only_the_account_of_its_channel(
    account, bob, google, sync_now, deliver, clock
):
    CalendarAccount.objects.create(user=bob, provider="google", identity="2", state="active")
    CalendarAccount.objects.exclude(pk=account.pk).update(next_sync_at=now() + DAY)
    sync_now()
    OrmQ.objects.all().delete()
    clock.shift(60)
    deliver()
    (job,) = OrmQ.objects.all()
    assert job.task["args"][1:2] == (account.pk,)


def test_notification_needs_a_post(google, sync_now):
    assert Client().get("/calendars/notification/", secure=True).status_code == 405


def test_notification_is_not_found_after_its_channel_was_closed(alice, google, sync_now, deliver):
    sync_now()
    actions.choose(alice, work().pk, "shown", on=False)
    actions.choose(alice, work().pk, "busy", on=False)
    sync_now()
    assert google.channels == {}
    assert deliver() == [404]


def test_many_notifications_enqueue_one_sync(google, sync_now, deliver, clock):
    sync_now()
    OrmQ.objects.all().delete()
    for hour in range(5):
        google.add_meeting(hour)
    clock.shift(60)
    assert deliver() == [204] * 6
    assert OrmQ.objects.count() == 1


def test_notification_during_a_sync_leads_to_another_one(
    google, sync_now, deliver, clock, monkeypatch
):
    sync_now()
    deliver()
    sync_now()
    update = channels.update_channels

    def change_meanwhile(*arguments):
        google.add_meeting(9)
        clock.shift(1)
        deliver()
        update(*arguments)

    monkeypatch.setattr("tasks.calendars.sync.update_channels", change_meanwhile)
    sync_now()
    assert minutes_to_next_sync() <= 0


def test_notification_does_not_shorten_the_wait_after_a_failure(google, sync_now, deliver):
    sync_now()
    google.inject_fault("calendarList", 429, headers={"Retry-After": "36000"})
    sync_now()
    deliver()
    assert minutes_to_next_sync() == 600


def test_channel_is_renewed_before_it_ends(google, sync_now, deliver, clock):
    sync_now()
    deliver()
    (old,) = google.channels
    clock.shift(5 * DAY)
    sync_now()
    assert [*google.channels] == [old]
    clock.shift(DAY)
    sync_now()
    assert len(google.channels) == 1
    assert old not in google.channels
    assert not work().channel_confirmed
    assert deliver() == [204]
    assert work().channel_confirmed


def test_old_channel_is_used_when_it_cannot_be_renewed(google, sync_now, deliver, clock):
    sync_now()
    deliver()
    before = work()
    clock.shift(timedelta(days=6, hours=12))
    google.inject_fault("events/watch", 503)
    sync_now()
    after = work()
    assert (after.channel, after.channel_confirmed) == (before.channel, True)


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_rejected_channel_fails_no_sync_and_is_tried_again_later(google, sync_now, clock, status):
    google.add_meeting(9)
    google.inject_fault("events/watch", status, times=2)
    assert sync_now(3).trouble == ""
    assert CalendarAccount.objects.get().state == "active"
    assert sum("watch" in request for request in google.requests) == 1
    clock.shift(12 * HOUR)
    google.faults.clear()
    sync_now()
    assert len(google.channels) == 1


@pytest.mark.parametrize(
    ("https", "host"),
    [
        (False, "plan.example.org"),
        (True, "localhost"),
        (True, "nas"),
        (True, "nas.local"),
        (True, "plan.home.arpa"),
        (True, "192.168.1.2"),
        (True, "93.184.216.34"),
        (True, "[2001:db8::1]"),
        (True, "*"),
    ],
)
def test_server_without_a_public_https_address_only_polls(settings, google, sync_now, https, host):
    settings.HTTPS, settings.ALLOWED_HOSTS = https, [host]
    sync_now()
    assert google.channels == {}


def test_setting_turns_channels_off_and_closes_them(settings, google, sync_now):
    sync_now()
    assert len(google.channels) == 1
    settings.GOOGLE_PUSH_CHANNELS = False
    sync_now()
    assert google.channels == {}
    assert work().channel == ""


def test_disconnect_closes_the_channels(alice, account, google, sync_now):
    sync_now()
    actions.disconnect(alice, account.pk, delete=False)
    sync_now()
    assert google.channels == {}
    assert not CalendarAccount.objects.exists()


def test_disconnect_succeeds_when_a_channel_cannot_be_closed(alice, account, google, sync_now):
    sync_now()
    actions.disconnect(alice, account.pk, delete=False)
    google.inject_fault("channels/stop", 500)
    sync_now()
    assert not CalendarAccount.objects.exists()


def test_log_of_a_notification_has_no_address_and_no_secret(google, sync_now, deliver, caplog):
    caplog.set_level("INFO")
    sync_now()
    caplog.clear()
    ((channel, _, headers),) = google.messages
    deliver()
    assert "calendar notification received account=" in caplog.text
    assert channel not in caplog.text
    assert headers["X-Goog-Channel-Token"] not in caplog.text


def test_metrics_count_notifications_and_watched_calendars(google, sync_now, deliver):
    sync_now()
    deliver()
    page = Client().get("/metrics").text
    assert "\nwhendoist_calendars_watched 1.0" in page
    assert 'whendoist_calendar_notifications_total{outcome="accepted"}' in page
