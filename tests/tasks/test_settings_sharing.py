"""/settings/calendars/sharing/: feeds, app passwords, and due dates"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tasks.calendars.feeds import add_feed, add_password
from tasks.models import AppPassword, CalendarFeed
from tests.conftest import reauthenticated_client
from tests.dav.conftest import Dav

PAGE = "/settings/calendars/sharing/"


@pytest.fixture
def client(alice) -> Client:
    return reauthenticated_client(alice)


def secret_of(response, element_id):
    return re.search(rf'<code id="{element_id}">(.*?)</code>', response.text)[1]


def test_new_feed_shows_its_address_once(client, make_task):
    make_task("Read")
    response = client.post(f"{PAGE}feeds/", {"name": "Phone", "content": "everything"})
    address = secret_of(response, "address")
    assert "Read" in Client().get(address.removeprefix("http://testserver")).text
    assert address.rpartition("/")[2] not in client.get(PAGE).text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("content", "blocks_only"), [("everything", False), ("blocks", True)])
def test_new_feed_contains_everything_or_only_blocks(client, content, blocks_only):
    client.post(f"{PAGE}feeds/", {"name": "Phone", "content": content})
    assert CalendarFeed.objects.get().blocks_only == blocks_only


def test_new_feed_can_be_limited_to_one_domain(client, make_domain):
    home = make_domain()
    client.post(f"{PAGE}feeds/", {"name": "Phone", "content": str(home.pk)})
    assert CalendarFeed.objects.get().domain == home


def test_new_feed_rejects_a_domain_of_another_user(client, bob, make_domain):
    other = make_domain("Secret", user=bob)
    response = client.post(f"{PAGE}feeds/", {"name": "Phone", "content": str(other.pk)})
    assert "Secret" not in response.text
    assert not CalendarFeed.objects.exists()


def test_new_feed_is_rejected_without_a_name(client):
    response = client.post(f"{PAGE}feeds/", {"name": " ", "content": "everything"})
    assert "Give the feed a name." in response.text


def test_new_feed_is_rejected_when_there_are_20(client, alice):
    for n in range(20):
        add_feed(alice, f"Feed {n}")
    response = client.post(f"{PAGE}feeds/", {"name": "More", "content": "everything"})
    assert "You have 20 feeds." in response.text
    assert CalendarFeed.objects.count() == 20


def test_revoked_feed_returns_404(client, alice):
    feed, secret = add_feed(alice, "Phone")
    assert Client().get(f"/feeds/{secret}.ics").status_code == 200
    assert client.post(f"{PAGE}feeds/{feed.pk}/").url == PAGE
    assert Client().get(f"/feeds/{secret}.ics").status_code == 404


def test_new_app_password_is_shown_once_and_works(client, alice):
    response = client.post(f"{PAGE}passwords/", {"name": "Phone"})
    secret = secret_of(response, "secret")
    assert Dav(alice, secret)("PROPFIND", "", Depth="0").status_code == 207
    assert secret not in client.get(PAGE).text


def test_revoked_app_password_stops_working(client, alice):
    secret = add_password(alice, "Phone")
    client.post(f"{PAGE}passwords/{AppPassword.objects.get().pk}/")
    assert Dav(alice, secret)("PROPFIND", "").status_code == 401


def test_feeds_and_app_passwords_of_another_user_return_404(client, bob):
    feed, _ = add_feed(bob, "Bobs feed")
    add_password(bob, "Bobs phone")
    assert "Bobs" not in client.get(PAGE).text
    assert client.post(f"{PAGE}feeds/{feed.pk}/").status_code == 404
    assert client.post(f"{PAGE}passwords/{AppPassword.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("path", ["sharing/", "subscribe/", "caldav/"])
def test_sharing_pages_redirect_to_sign_in(path):
    assert Client().get(f"/settings/calendars/{path}").status_code == 302


@pytest.mark.parametrize("count", [1, 20])
def test_sharing_page_takes_a_fixed_number_of_queries(
    client, alice, count, django_assert_max_num_queries
):
    for n in range(count):
        add_feed(alice, f"Feed {n}")
        add_password(alice, f"Program {n}")
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_due_dates_of_scheduled_todos_are_saved_and_can_be_undone(client, alice):
    response = client.post(f"{PAGE}due/", {"due_when_scheduled": "never"}, follow=True)
    alice.preferences.refresh_from_db()
    assert alice.preferences.due_when_scheduled == "never"
    assert '<option value="never" selected' in response.text
    undo = re.search(rf'action="({PAGE}due/undo/\d+/)"', response.text)[1]
    client.post(undo)

    alice.preferences.refresh_from_db()
    assert alice.preferences.due_when_scheduled == "auto"


def test_unknown_choice_of_due_dates_is_rejected(client, alice):
    response = client.post(f"{PAGE}due/", {"due_when_scheduled": "sometimes"})
    assert "Select a valid choice" in response.text
    alice.preferences.refresh_from_db()
    assert alice.preferences.due_when_scheduled == "auto"


def test_due_dates_of_another_user_stay_as_they_are(client, bob):
    client.post(f"{PAGE}due/", {"due_when_scheduled": "never"})
    bob.preferences.refresh_from_db()
    assert bob.preferences.due_when_scheduled == "auto"
