"""What people paste as the address of a calendar, and what we make of it"""

from __future__ import annotations

import pytest

from tasks.calendars.pasted_addresses import read_pasted
from tasks.calendars.safe_fetch import InvalidAddress, PrivateAddress

GOOGLE = "https://calendar.google.com/calendar"
FEED = f"{GOOGLE}/ical/team%40example.org/public/basic.ics"
IN_BASE64 = "dGVhbUBleGFtcGxlLm9yZw"  # team@example.org
HOLIDAYS = "en.german%23holiday%40group.v.calendar.google.com"
OUTLOOK = "https://outlook.office365.com/owa/calendar/1a@example.org/2b"
NEXTCLOUD = "https://cloud.example.org/remote.php/dav/public-calendars/abc123?export"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/a.ics", "https://example.org/a.ics"),
        ("webcal://example.org/a.ics", "https://example.org/a.ics"),
        ("feed://example.org/a.ics", "https://example.org/a.ics"),
        (" <https://example.org/a.ics> ", "https://example.org/a.ics"),
        ("“https://example.org/a.ics”", "https://example.org/a.ics"),
        (FEED, FEED),
    ],
)
def test_address_of_a_calendar_is_read_as_it_is(text, address):
    assert read_pasted(text) == (address, "")


@pytest.mark.parametrize(
    "text", ["example.org/a.ics", "example.org", "Example.org:8443/a?b=c", "sub.example.org/~a/b"]
)
def test_missing_scheme_is_added_and_mentioned(text):
    address, note = read_pasted(text)
    assert (address, note) == (f"https://{text}", "We added https:// to the address.")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"{GOOGLE}/embed?src=team%40example.org&ctz=Europe%2FBerlin", FEED),
        (f"{GOOGLE}/u/0/embed?src={IN_BASE64}&ctz=UTC", FEED),
        ("http://www.google.com/calendar/embed?src=team%40example.org", FEED),
        (f'<iframe src="{GOOGLE}/embed?ctz=UTC&amp;src=team%40example.org" width="8">', FEED),
        (f"{GOOGLE}/u/0?cid={IN_BASE64}", FEED),
        (f"{GOOGLE}/u/0/r/settings/calendar/{IN_BASE64}", FEED),
        (f"{GOOGLE}/embed?src={HOLIDAYS}", f"{GOOGLE}/ical/{HOLIDAYS}/public/basic.ics"),
        (f"{OUTLOOK}/calendar.html", f"{OUTLOOK}/calendar.ics"),
        (f"{OUTLOOK}/reachcalendar.html", f"{OUTLOOK}/reachcalendar.ics"),
        ("https://cloud.example.org/apps/calendar/p/abc123", NEXTCLOUD),
        ("https://cloud.example.org/index.php/apps/calendar/p/abc123/dayGridMonth", NEXTCLOUD),
        ("cloud.example.org/apps/calendar/embed/abc123", NEXTCLOUD),
    ],
)
def test_address_of_a_page_becomes_that_of_the_calendar_on_it(text, address):
    converted, note = read_pasted(text)
    assert converted == address
    assert "We changed it to the calendar on that page." in note


def test_google_page_with_several_calendars_is_rejected():
    with pytest.raises(InvalidAddress, match="one calendar at a time"):
        read_pasted(f"{GOOGLE}/embed?src=a%40example.org&src=b%40example.org")


@pytest.mark.parametrize("text", [f"{GOOGLE}/u/0/r/week", f"{GOOGLE}/embed?src=%ff", GOOGLE])
def test_google_page_without_a_calendar_is_left_to_the_trial(text):
    assert read_pasted(text) == (text, "")


@pytest.mark.parametrize("text", ["alice@example.org", "mailto:alice@example.org"])
def test_email_address_is_rejected_with_the_next_step(text):
    with pytest.raises(InvalidAddress, match="Paste the address of the calendar"):
        read_pasted(text)


@pytest.mark.parametrize(
    "text", ["x", "", "file:///etc/passwd", "javascript:alert(1)", "https://["]
)
def test_text_that_is_no_address_is_rejected(text):
    with pytest.raises(InvalidAddress, match="begins with https"):
        read_pasted(text)


def test_plain_http_is_rejected_with_the_next_step():
    with pytest.raises(
        PrivateAddress, match=r"not encrypted\. Use an address that begins with https"
    ):
        read_pasted("http://example.org/a.ics")


@pytest.mark.parametrize(
    "text", ["a." * 1000, "/apps/calendar/p/" * 100, "<iframe " * 250, "@." * 999]
)
def test_hostile_text_is_rejected_quickly(text):
    with pytest.raises(InvalidAddress):
        read_pasted(text)
