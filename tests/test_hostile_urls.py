"""Hostile values in every address there is: never a server error"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tasks.calendars import feeds
from tasks.models import CalendarAccount

# The longest digits Python reads, one more, and what does not fit into a column.
NUMBERS = ["0", "9" * 19, "9" * 30, "9" * 4_301, "9" * 5_000]
TEXTS = ["-1", "1e5", "٣", "²", "%00", "%ff", "x" * 5_000, "..%2f..", "%F0%9F%98%80", "true", "nan"]
DAYS = ["00010101", "18991231", "22000101", "99991231", "20260230"]
# Admin is for staff; logging out would end the walk.
SKIPPED = ("admin/", "accounts/logout", "live", "metrics", "ops/")
QUERIES = [
    "account",
    "blocks",
    "code",
    "state",
    "next",
    "page",
    "first",
    "last",
    "since",
    "section",
]


def addresses(resolver, prefix: str = "") -> list[str]:
    """Every address of the table, with its parameters as {name}."""
    found: list[str] = []
    for entry in resolver.url_patterns:
        route = prefix + re.sub(r"\\Z|\^|\$", "", str(entry.pattern))
        if isinstance(entry, URLResolver):
            found += addresses(entry, route)
        elif isinstance(entry, URLPattern):
            found.append(re.sub(r"<(\w+:)?\w+>|\(\?P<\w+>[^)]*\)", "{}", route))
    return [each for each in found if not each.startswith(SKIPPED)]


ADDRESSES = sorted(set(addresses(get_resolver())))


@pytest.fixture
def browser(alice):
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": "a good long password"})
    return client


def assert_no_server_error(browser, method: str, path: str) -> None:
    answer = browser.generic(method, path)

    assert answer.status_code < 500 or answer.status_code == 503, (method, path[:200])


@pytest.mark.parametrize("address", [each for each in ADDRESSES if "{}" in each])
def test_no_parameter_of_a_path_is_a_server_error(browser, address):
    for value in NUMBERS + TEXTS:
        for method in ("GET", "POST"):
            assert_no_server_error(browser, method, "/" + address.replace("{}", value))


@pytest.mark.parametrize("address", [each for each in ADDRESSES if "{}" not in each])
def test_no_query_is_a_server_error(browser, address):
    for value in NUMBERS + TEXTS:
        query = "&".join(f"{name}={value}" for name in QUERIES)
        assert_no_server_error(browser, "GET", f"/{address}?{query}")


@pytest.mark.parametrize("page", ["subscribe", "caldav"])
def test_an_account_named_by_5000_digits_is_not_there(browser, page):
    answer = browser.get(f"/settings/calendars/{page}/?account={'9' * 5_000}")

    assert answer.status_code == 404


def test_google_is_not_asked_about_an_account_named_by_5000_digits(browser, settings):
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "id", "secret"
    answer = browser.get(f"/settings/calendars/google/?account={'9' * 5_000}")

    assert answer.status_code in (302, 404)
    assert browser.session.get("google-consent", {}).get("account", "") == ""
    assert CalendarAccount.objects.count() == 0


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("kind", ["VTODO", "VEVENT"])
@pytest.mark.parametrize("more", ["LOCATION:Home", "RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;COUNT=3"])
def test_no_day_sent_over_caldav_is_a_server_error(client, alice, kind, day, more):
    login = f"{alice.email}:{feeds.add_password(alice, 'Phone')}"
    shelf = "blocks" if kind == "VEVENT" else "tasks"
    for name in ("DTSTART", "DUE" if kind == "VTODO" else "DTEND", "RECURRENCE-ID", "EXDATE"):
        for value in (f";VALUE=DATE:{day}", f":{day}T235959Z", f";TZID=Europe/Berlin:{day}T000000"):
            text = "\r\n".join(
                [
                    *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", f"BEGIN:{kind}", "UID:u"),
                    *("SUMMARY:Call", "DTSTAMP:20260302T080000Z", f"{name}{value}"),
                    *(more, f"END:{kind}", "END:VCALENDAR", ""),
                ]
            )
            answer = authorized(client, "PUT", f"/dav/{alice.pk}/{shelf}/u.ics", login, text)
            assert answer.status_code < 500, (name, value)
    span = f'<C:time-range start="{day}T000000Z" end="{day}T235959Z"/>'
    query = (
        '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>'
        '<D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR">'
        f'<C:comp-filter name="{kind}">{span}</C:comp-filter></C:comp-filter></C:filter>'
        "</C:calendar-query>"
    )
    answer = authorized(client, "REPORT", f"/dav/{alice.pk}/{shelf}/", login, query)
    assert answer.status_code < 500


def authorized(client, method: str, path: str, login: str, text: str):
    from base64 import b64encode

    credentials = b64encode(login.encode()).decode()
    kind = "text/calendar" if method == "PUT" else "application/xml"
    headers = {"Authorization": f"Basic {credentials}", "Depth": "1"}
    client.raise_request_exception = False
    return client.generic(method, path, text.encode(), content_type=kind, headers=headers)
