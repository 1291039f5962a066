"""Hostile values in every URL: never a server error"""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tasks.calendars import feeds
from tasks.models import CalendarAccount

# Numbers around the limits of a database column and of Python's int().
NUMBERS = ["0", "9" * 19, "9" * 30, "9" * 4_301, "9" * 5_000]
TEXTS = ["-1", "1e5", "٣", "²", "%00", "%ff", "x" * 5_000, "..%2f..", "%F0%9F%98%80", "true", "nan"]
DAYS = ["00010101", "18991231", "22000101", "99991231", "20260230"]
# The admin is for staff, and logging out would end the session.
EXCLUDED = ("admin/", "accounts/logout", "live", "metrics", "ops/")
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


def url_paths(resolver, prefix: str = "") -> list[str]:
    """Return the path of every URL pattern, with {} for each parameter."""
    paths: list[str] = []
    for entry in resolver.url_patterns:
        route = prefix + re.sub(r"\\Z|\^|\$", "", str(entry.pattern))
        if isinstance(entry, URLResolver):
            paths += url_paths(entry, route)
        elif isinstance(entry, URLPattern):
            paths.append(re.sub(r"<(\w+:)?\w+>|\(\?P<\w+>[^)]*\)", "{}", route))
    return [path for path in paths if not path.startswith(EXCLUDED)]


PATHS = sorted(set(url_paths(get_resolver())))


@pytest.fixture
def browser(alice):
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": "a good long password"})
    return client


def assert_no_server_error(browser, method: str, path: str) -> None:
    response = browser.generic(method, path)

    assert response.status_code < 500 or response.status_code == 503, (method, path[:200])


@pytest.mark.parametrize("path", [path for path in PATHS if "{}" in path])
def test_hostile_path_parameter_causes_no_server_error(browser, path):
    for value in NUMBERS + TEXTS:
        for method in ("GET", "POST"):
            assert_no_server_error(browser, method, "/" + path.replace("{}", value))


@pytest.mark.parametrize("path", [path for path in PATHS if "{}" not in path])
def test_hostile_query_string_causes_no_server_error(browser, path):
    for value in NUMBERS + TEXTS:
        query = "&".join(f"{name}={value}" for name in QUERIES)
        assert_no_server_error(browser, "GET", f"/{path}?{query}")


@pytest.mark.parametrize("page", ["subscribe", "caldav"])
def test_settings_page_returns_404_for_an_account_id_of_5000_digits(browser, page):
    response = browser.get(f"/settings/calendars/{page}/?account={'9' * 5_000}")

    assert response.status_code == 404


def test_google_consent_ignores_an_account_id_of_5000_digits(browser, settings):
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "id", "secret"
    response = browser.get(f"/settings/calendars/google/?account={'9' * 5_000}")

    assert response.status_code in (302, 404)
    assert browser.session.get("google-consent", {}).get("account", "") == ""
    assert CalendarAccount.objects.count() == 0


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("kind", ["VTODO", "VEVENT"])
@pytest.mark.parametrize(
    "extra_line", ["LOCATION:Home", "RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;COUNT=3"]
)
def test_caldav_date_out_of_range_causes_no_server_error(client, alice, kind, day, extra_line):
    login = f"{alice.email}:{feeds.add_password(alice, 'Phone')}"
    collection = "blocks" if kind == "VEVENT" else "tasks"
    for name in ("DTSTART", "DUE" if kind == "VTODO" else "DTEND", "RECURRENCE-ID", "EXDATE"):
        for value in (f";VALUE=DATE:{day}", f":{day}T235959Z", f";TZID=Europe/Berlin:{day}T000000"):
            text = "\r\n".join(
                [
                    *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", f"BEGIN:{kind}", "UID:u"),
                    *("SUMMARY:Call", "DTSTAMP:20260302T080000Z", f"{name}{value}"),
                    *(extra_line, f"END:{kind}", "END:VCALENDAR", ""),
                ]
            )
            response = request_with_login(
                client, "PUT", f"/dav/{alice.pk}/{collection}/u.ics", login, text
            )
            assert response.status_code < 500, (name, value)
    span = f'<C:time-range start="{day}T000000Z" end="{day}T235959Z"/>'
    query = (
        '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>'
        '<D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR">'
        f'<C:comp-filter name="{kind}">{span}</C:comp-filter></C:comp-filter></C:filter>'
        "</C:calendar-query>"
    )
    response = request_with_login(client, "REPORT", f"/dav/{alice.pk}/{collection}/", login, query)
    assert response.status_code < 500


def request_with_login(client, method: str, path: str, login: str, text: str):
    credentials = b64encode(login.encode()).decode()
    kind = "text/calendar" if method == "PUT" else "application/xml"
    headers = {"Authorization": f"Basic {credentials}", "Depth": "1"}
    client.raise_request_exception = False
    return client.generic(method, path, text.encode(), content_type=kind, headers=headers)
