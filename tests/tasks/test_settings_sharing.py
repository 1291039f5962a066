"""/settings/calendars/sharing/, subscribing, and connecting a CalDAV server"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from core.crypto import decrypt
from tasks.calendars import actions
from tasks.calendars.feeds import add_feed, add_password
from tasks.models import AppPassword, CalendarAccount, CalendarFeed
from tests.conftest import reauthenticated_client
from tests.dav.conftest import Dav

PAGE = "/settings/calendars/sharing/"


@pytest.fixture
def client(alice) -> Client:
    return reauthenticated_client(alice)


def told(response, what):
    return re.search(rf'<code id="{what}">(.*?)</code>', response.text)[1]


def test_a_new_feed_tells_its_address_once(client, make_task):
    make_task("Read")
    response = client.post(f"{PAGE}feeds/", {"name": "Phone", "content": "everything"})
    address = told(response, "address")
    assert "Read" in Client().get(address.removeprefix("http://testserver")).text
    assert address.rpartition("/")[2] not in client.get(PAGE).text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("content", "blocks_only"), [("everything", False), ("blocks", True)])
def test_what_is_in_a_feed_is_chosen(client, content, blocks_only):
    client.post(f"{PAGE}feeds/", {"name": "Phone", "content": content})
    assert CalendarFeed.objects.get().blocks_only == blocks_only


def test_a_feed_may_be_of_one_domain(client, make_domain):
    home = make_domain()
    client.post(f"{PAGE}feeds/", {"name": "Phone", "content": str(home.pk)})
    assert CalendarFeed.objects.get().domain == home


def test_but_not_of_somebody_elses(client, bob, make_domain):
    theirs = make_domain("Secret", user=bob)
    response = client.post(f"{PAGE}feeds/", {"name": "Phone", "content": str(theirs.pk)})
    assert "Secret" not in response.text
    assert not CalendarFeed.objects.exists()


def test_a_feed_without_a_name_is_refused(client):
    response = client.post(f"{PAGE}feeds/", {"name": " ", "content": "everything"})
    assert "Give the feed a name." in response.text


def test_there_are_not_too_many(client, alice):
    for n in range(20):
        add_feed(alice, f"Feed {n}")
    response = client.post(f"{PAGE}feeds/", {"name": "More", "content": "everything"})
    assert "You have 20 feeds." in response.text
    assert CalendarFeed.objects.count() == 20


def test_a_feed_is_revoked(client, alice):
    feed, secret = add_feed(alice, "Phone")
    assert Client().get(f"/feeds/{secret}.ics").status_code == 200
    assert client.post(f"{PAGE}feeds/{feed.pk}/").url == PAGE
    assert Client().get(f"/feeds/{secret}.ics").status_code == 404


def test_a_new_app_password_is_told_once_and_lets_in(client, alice):
    response = client.post(f"{PAGE}passwords/", {"name": "Phone"})
    secret = told(response, "secret")
    assert Dav(alice, secret)("PROPFIND", "", Depth="0").status_code == 207
    assert secret not in client.get(PAGE).text


def test_it_is_revoked(client, alice):
    secret = add_password(alice, "Phone")
    client.post(f"{PAGE}passwords/{AppPassword.objects.get().pk}/")
    assert Dav(alice, secret)("PROPFIND", "").status_code == 401


def test_what_is_bobs_is_not_there(client, bob):
    feed, _ = add_feed(bob, "Bobs feed")
    add_password(bob, "Bobs phone")
    assert "Bobs" not in client.get(PAGE).text
    assert client.post(f"{PAGE}feeds/{feed.pk}/").status_code == 404
    assert client.post(f"{PAGE}passwords/{AppPassword.objects.get().pk}/").status_code == 404


def test_the_calendars_page_leads_here(client):
    page = client.get("/settings/calendars/").text
    for address in (PAGE, "/settings/calendars/subscribe/", "/settings/calendars/caldav/"):
        assert f'href="{address}"' in page


def test_subscribing_keeps_the_address_sealed(client):
    address = "webcal://example.org/secret.ics"
    response = client.post("/settings/calendars/subscribe/", {"address": address})
    assert response.url == "/settings/calendars/"
    account = CalendarAccount.objects.get()
    assert (account.provider, account.state) == ("ics", "connecting")
    assert decrypt(account.credentials) == {"address": "https://example.org/secret.ics"}


@pytest.mark.parametrize("address", ["", "http://example.org/a.ics", "file:///etc/passwd"])
def test_an_address_that_cannot_be_used_is_refused(client, address):
    response = client.post("/settings/calendars/subscribe/", {"address": address})
    assert response.status_code == 200
    assert not CalendarAccount.objects.exists()


def test_a_caldav_server_is_connected(client):
    said = {"address": "https://cloud.example.org/", "username": "alice", "password": " x "}
    client.post("/settings/calendars/caldav/", said)
    account = CalendarAccount.objects.get()
    assert (account.provider, decrypt(account.credentials)) == ("caldav", said)


def signed_out(user, provider="caldav"):
    known = {"address": "https://cloud.example.org/", "username": "alice", "password": "hunter2"}
    account = actions.connect(user, provider, known)
    CalendarAccount.objects.update(state="signed_out", trouble="The password is wrong.")
    return account


@pytest.mark.parametrize(("provider", "path"), [("caldav", "caldav"), ("ics", "subscribe")])
def test_what_is_signed_out_is_connected_again_in_its_place(client, alice, provider, path):
    account = signed_out(alice, provider)
    address = f"/settings/calendars/{path}/?account={account.pk}"
    assert f'href="{address}"' in client.get("/settings/calendars/").text
    page = client.get(address).text
    assert "https://cloud.example.org/" in page
    assert "hunter2" not in page
    said = {"address": "https://cloud.example.org/", "username": "alice", "password": "new"}
    client.post(address, said)
    account.refresh_from_db()
    assert (CalendarAccount.objects.count(), account.state) == (1, "connecting")
    assert decrypt(account.credentials).get("password") != "hunter2"


@pytest.mark.parametrize("account", ["0", "x", "9" * 5])
def test_nobody_connects_what_is_not_theirs(client, bob, account):
    signed_out(bob)
    for named in (account, CalendarAccount.objects.get().pk):
        address = f"/settings/calendars/caldav/?account={named}"
        assert client.get(address).status_code == 404
        assert client.post(address, {"address": "https://a.example/"}).status_code == 404


def test_a_typed_password_is_not_shown_again(client):
    said = {"address": "nonsense", "username": "alice", "password": "hunter2"}
    assert "hunter2" not in client.post("/settings/calendars/caldav/", said).text


@pytest.mark.parametrize("path", ["sharing/", "subscribe/", "caldav/"])
def test_strangers_are_asked_to_sign_in(path):
    assert Client().get(f"/settings/calendars/{path}").status_code == 302


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_fixed(client, alice, count, django_assert_max_num_queries):
    for n in range(count):
        add_feed(alice, f"Feed {n}")
        add_password(alice, f"Program {n}")
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)
