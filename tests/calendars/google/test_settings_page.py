"""/settings/calendars/: to Google and back, choices, what is held"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from core.crypto import decrypt
from tasks.calendars import sync
from tasks.calendars.google.consent import READ, WRITE
from tasks.models import Calendar, CalendarAccount, Event, SyncRun
from tests.calendars.google.conftest import PAGE, synced
from tests.conftest import NOW, reauthenticated_client


def test_it_asks_to_read_only(client, google):
    asked = parse_qs(urlsplit(client.get(f"{PAGE}google/").url).query)

    assert set(asked["scope"][0].split()) == {"openid", "email", *READ}
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/settings/calendars/google/back/"]


def test_coming_back_connects_and_no_request_waits_for_google(client, google, consented):
    google.meet(9, summary="Stand-up")
    assert consented().url == PAGE
    assert google.requests == []

    account = synced()
    assert (account.identity, account.name, account.state) == ("1", "alice@gmail.example", "active")
    assert "Stand-up" in [event.title for event in Event.objects.all()]
    assert "Work" in client.get(PAGE).text


def test_tokens_are_not_readable_in_the_database(google, consented):
    consented()
    account = synced()

    assert decrypt(account.credentials)["refresh_token"] in google.grants
    assert "1//" not in account.credentials


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"state": "forged"}, "That answer was not asked for"),
        ({"error": "access_denied"}, "Google was told not to let Whendoist in."),
        ({"code": ""}, "Google was told not to let Whendoist in."),
    ],
)
def test_what_was_not_agreed_to_connects_nothing(client, consented, answer, sentence):
    consented(**answer)

    assert not CalendarAccount.objects.exists()
    assert sentence in client.get(PAGE).text


def test_an_answer_counts_once(client, google, consented):
    consented()
    used = client.get(f"{PAGE}google/back/", {"state": "", "code": "4/1"}, follow=True)

    assert "That answer was not asked for" in used.text
    assert CalendarAccount.objects.count() == 1


def test_somebody_elses_code_is_worth_nothing(google, consented):
    stolen = google.consent("another challenge")
    consented(code=stolen)

    assert synced().state == "signed_out"


@pytest.mark.parametrize(
    ("claims", "scopes", "sentence"),
    [
        ({"email_verified": False}, READ, "has not verified the e-mail address"),
        ({"aud": "another app"}, READ, "was not asked for"),
        ({"iss": "https://evil.example"}, READ, "was not asked for"),
        ({}, READ[:1], "not allowed to show the events"),
        ({}, READ[1:], "not allowed to show the list of calendars"),
    ],
)
def test_what_google_says_is_inspected(google, consented, client, claims, scopes, sentence):
    google.claims |= claims
    consented(scopes)
    account = synced()

    assert (account.state, google.calendars.keys()) == ("signed_out", {"work"})
    assert sentence in client.get(PAGE).text
    assert not Calendar.objects.exists()


def test_writing_is_asked_for_when_blocks_are_wanted(client, google, consented):
    consented()
    account = synced()
    address = client.get(f"{PAGE}google/?account={account.pk}&blocks=1").url
    assert WRITE in parse_qs(urlsplit(address).query)["scope"][0]

    consented((*READ, WRITE), query=f"?account={account.pk}&blocks=1")
    synced()
    assert [each["summary"] for each in google.calendars.values()] == ["Work", "Whendoist"]
    assert "Your blocks are shown there" in client.get(PAGE).text


def test_connecting_the_same_account_again_keeps_one(google, consented):
    consented()
    synced()
    consented()
    second = CalendarAccount.objects.latest("pk")
    sync.sync(second.pk)

    assert CalendarAccount.objects.count() == 1


def test_another_account_in_its_place_is_refused(google, consented):
    consented()
    account = synced()
    google.claims["sub"] = "2"
    consented(query=f"?account={account.pk}")

    assert "another account" in synced().trouble


def test_choices_are_kept(client, google, consented):
    consented()
    synced()
    calendar = Calendar.objects.get()
    client.post(f"{PAGE}choose/{calendar.pk}/shown/0/")
    client.post(f"{PAGE}choose/{calendar.pk}/busy/0/")
    calendar.refresh_from_db()

    assert (calendar.shown, calendar.busy) == (False, False)


def test_what_would_be_deleted_is_shown_before_it_is(client, google, consented, clock):
    for hour in range(8, 18):
        google.meet(hour, summary=f"Meeting at {hour}")
    consented()
    synced()
    google.events["work"].clear()
    google.epoch += 1
    synced()
    page = client.get(PAGE).text
    assert "10 events of Work are suddenly missing there" in page
    assert "Meeting at 17" in page
    assert Event.objects.count() == 10

    client.post(f"{PAGE}confirm/{Calendar.objects.get().pk}/")
    assert not Event.objects.exists()


def test_a_mishap_that_passes_needs_nobody(client, google, consented):
    for hour in range(8, 18):
        google.meet(hour)
    consented()
    synced()
    kept = dict(google.events["work"])
    google.events["work"].clear()
    google.epoch += 1
    synced()
    google.events["work"].update(kept)
    synced()

    assert "suddenly missing" not in client.get(PAGE).text
    assert Calendar.objects.get().sync_token


def test_reading_anew_lists_everything(client, google, consented):
    consented()
    account = synced()
    client.post(f"{PAGE}resync/{account.pk}/")

    assert Calendar.objects.get().sync_token == ""


def test_every_account_has_its_own_log(client, alice, google, consented):
    consented()
    quiet = synced()
    busy = CalendarAccount.objects.create(user=alice, provider="ics", state="active")
    for account, trouble in [(quiet, "A little trouble."), *[(busy, "Much trouble.")] * 25]:
        SyncRun.objects.create(user=alice, account=account, trouble=trouble)
    SyncRun.objects.filter(account=quiet).update(started_at=NOW - timedelta(days=1))

    page = client.get(PAGE).text
    assert (page.count("A little trouble."), page.count("Much trouble.")) == (1, 10)


@pytest.mark.parametrize("account", ["²", "x", "99"])
def test_coming_back_for_an_account_that_is_none_is_no_mishap(consented, account):
    assert consented(query=f"?account={account}").status_code == 302


def test_bob_sees_and_touches_nothing(client, google, consented, bob):
    consented()
    account, calendar = synced(), Calendar.objects.get()
    stranger = Client()
    stranger.force_login(bob)
    assert "alice@gmail.example" not in stranger.get(PAGE).text
    assert stranger.get(f"{PAGE}leave/{account.pk}/").status_code == 404
    assert stranger.get(f"{PAGE}stop/{account.pk}/").status_code == 404

    paths = [f"{name}/{account.pk}/" for name in ("resync", "remove")]
    paths += [
        f"{page}/{account.pk}/{how}/" for page in ("stop", "leave") for how in ("keep", "erase")
    ]
    paths += [f"untimed/{account.pk}/1/", f"confirm/{calendar.pk}/"]
    paths += [f"choose/{calendar.pk}/shown/0/"]
    assert {stranger.post(PAGE + path).status_code for path in paths} == {404}


def test_bob_cannot_take_over_alices_account(google, consented, bob):
    consented()
    account = synced()
    stranger = reauthenticated_client(bob)
    address = stranger.get(f"{PAGE}google/?account={account.pk}").url
    state = parse_qs(urlsplit(address).query)["state"][0]
    stranger.get(f"{PAGE}google/back/", {"state": state, "code": "4/1"})

    assert CalendarAccount.objects.get().state == "active"


def test_the_page_costs_the_same_however_much_there_is(
    client, google, consented, django_assert_max_num_queries
):
    for n in range(12):
        google.add_calendar(f"c{n}", f"Calendar {n}")
        google.meet(9, calendar=f"c{n}")
    consented()
    synced()
    client.get(PAGE)

    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_without_a_client_google_is_not_offered(client, settings):
    settings.GOOGLE_CLIENT_ID = ""

    assert "not set up on this server" in client.get(PAGE).text
    assert client.get(f"{PAGE}google/").status_code == 404


def test_strangers_sign_in_first(db):
    assert Client().get(PAGE).url.startswith("/accounts/login/")
