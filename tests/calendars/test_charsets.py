"""Bodies in other charsets are read as their Content-Type says"""

from __future__ import annotations

import tracemalloc

import pytest

from tasks.calendars import actions, charsets, sync
from tasks.calendars.base import TooLarge
from tasks.calendars.charsets import as_utf8
from tasks.models import Event
from tests.calendars.icalendar_text import event, ics

TEXT = "SUMMARY:Größe – Café €"


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("cp1252", "text/calendar; charset=iso-8859-1"),
        ("cp1252", 'text/calendar; CHARSET="windows-1252"'),
        ("iso8859-15", "text/calendar;charset=ISO-8859-15"),
        ("utf-16", "text/calendar; charset=utf-16"),
        ("utf-16", "text/calendar"),  # by its byte order mark
        ("utf-16", "text/calendar; charset=iso-8859-1"),
        ("utf-16-le", "text/calendar; charset=utf-16"),  # without a mark
        ("utf-16-be", "text/calendar; charset=utf-16"),
        ("utf-32", "text/calendar; charset=utf-32"),
        ("utf-8", "text/calendar; charset=utf-16"),
        ("utf-8", "text/calendar; charset=utf-32be"),
        ("utf-8-sig", "text/calendar; charset=iso-8859-1"),
        ("utf-8", "text/calendar; charset=utf-8"),
        ("utf-8", "text/calendar; charset=nonsense"),
        ("utf-8", "text/calendar; charset=zip"),
        ("utf-8", "text/calendar; charset=unicode_escape"),
        ("utf-8", ""),
    ],
)
def test_body_is_decoded_by_its_charset(encoding, content_type):
    text = TEXT.replace("–", "-") if encoding == "iso8859-15" else TEXT
    assert as_utf8(text.encode(encoding), content_type).decode("utf-8-sig") == text


def test_characters_across_the_parts_of_a_large_body_are_decoded():
    text = "€" * charsets.CHUNK
    assert as_utf8(text.encode("gb18030"), "text/plain; charset=gb18030").decode() == text


def test_body_that_grows_beyond_the_limit_is_rejected(monkeypatch):
    monkeypatch.setattr(charsets, "MAX_BYTES", 1000)
    with pytest.raises(TooLarge):
        as_utf8(("é" * 900).encode("latin-1"), "text/calendar; charset=iso-8859-1")


def test_decoding_takes_no_more_memory_than_the_result():
    body = ("x" * 9_999 + "é").encode("latin-1") * 200
    tracemalloc.start()
    as_utf8(body, "text/calendar; charset=iso-8859-1")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * len(body)


@pytest.mark.usefixtures("allow_private")
@pytest.mark.parametrize("content_type", ["text/calendar; charset=iso-8859-1", "text/calendar"])
def test_subscription_in_latin_1_keeps_its_umlauts(alice, site, content_type):
    body = ics(event()).replace("Match", "Grüße").encode("latin-1")
    site.responses["/a.ics"] = lambda _headers: (200, {"Content-Type": content_type}, body)
    account = actions.connect(alice, "ics", {"address": f"{site.url}/a.ics"})
    sync.sync(account.pk)
    assert Event.objects.get().title == "Grüße"
