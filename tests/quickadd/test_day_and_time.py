"""tasks.quickadd.day_and_time: what people type into date and time fields"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from tasks.quickadd import Calendar, parse_day_and_time
from tasks.quickadd.day_and_time import field_label

NOW = datetime(2026, 11, 24, 10)  # a Tuesday
AMERICAN = {"day_first": False, "twelve_hour": True}
GERMAN = {"language": "de"}


def read(text: str, kind: str = "both", day: date | None = None, **options):
    calendar = Calendar(NOW.date(), now=NOW, **options)
    return parse_day_and_time(text, calendar, kind=kind, day=day)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("fri 9", "Fri 27 Nov, 09:00"),
        ("tomorrow 14:30", "Wed 25 Nov, 14:30"),
        ("3 feb", "Wed 3 Feb 2027, any time"),
        ("in 2 weeks", "Tue 8 Dec, any time"),
        ("in 20 minutes", "Tue 24 Nov, 10:20"),
        ("9:00", "Wed 25 Nov, 09:00"),
        ("12/1", "Tue 12 Jan 2027, any time"),
        ("the 15th", "Tue 15 Dec, any time"),
        ("3:00", "Tue 24 Nov, 15:00"),
        ("03:00", "Wed 25 Nov, 03:00"),
        ("weekend", "Sat 28 Nov, any time"),
        ("end of month", "Mon 30 Nov, any time"),
        ("2026-12-04 09:00", "Fri 4 Dec, 09:00"),
    ],
)
def test_day_and_time_field_reads_the_grammar_of_quick_add(text, label):
    result = read(text)

    assert (result.label, result.problem) == (label, "")


@pytest.mark.parametrize(
    ("text", "label"),
    [("12/1", "Tue Dec 1, any time"), ("fri 3", "Fri Nov 27, 3:00 pm"), ("2am", None)],
)
def test_day_and_time_field_follows_the_day_order_and_the_clock_of_the_person(text, label):
    assert read(text, **AMERICAN).label == (label or "Wed Nov 25, 2:00 am")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("morgen 9 Uhr", "Mi 25. Nov, 09:00"),
        ("am 3. Februar", "Mi 3. Feb 2027, any time"),
        ("nächsten Freitag um 15 Uhr", "Fr 4. Dez, 15:00"),
        ("fri 9", "Fr 27. Nov, 09:00"),
    ],
)
def test_day_and_time_field_reads_german_and_english_in_german(text, label):
    assert read(text, **GERMAN).label == label


@pytest.mark.parametrize("options", [{}, AMERICAN, GERMAN, GERMAN | AMERICAN])
def test_day_and_time_field_reads_its_own_labels_back(options):
    calendar = Calendar(NOW.date(), now=NOW, **options)
    for n in range(-400, 800, 7):
        day = NOW.date() + timedelta(n)
        moment = (NOW + timedelta(minutes=n * 97)).time()
        timed = read(field_label(day, moment, calendar), **options)
        plain = read(field_label(day, None, calendar, with_time=False), kind="day", **options)
        clock = read(field_label(None, moment, calendar), kind="time", **options)

        assert (timed.day, timed.time) == (day, moment)
        assert (plain.day, clock.time) == (day, moment)


def test_time_without_a_day_is_on_the_day_of_the_field():
    day = date(2026, 12, 4)

    assert (read("9", day=day).day, read("fri 9", day=day).day) == (day, date(2026, 11, 27))


@pytest.mark.parametrize(("text", "moment"), [("9", 9), ("5pm", 17), ("noon", 12), ("1500", 15)])
def test_time_field_reads_times(text, moment):
    assert (read(text, "time").time, read(text, "time").day) == (time(moment), None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "both"),
        ("soon", "both"),
        ("every friday", "both"),
        ("fri to mon", "both"),
        ("9-10", "both"),
        ("45m", "both"),
        ("fri // note", "both"),
        ("by friday", "both"),
        ("fri 9", "day"),
        ("fri 9", "time"),
        ("friday", "time"),
        ("3000", "time"),
        ("\u0000" * 50, "both"),
    ],
)
def test_field_rejects_other_text_with_a_sentence(text, kind):
    result = read(text, kind)

    assert (result.day, result.time) == (None, None)
    assert result.problem


def test_field_says_what_is_wrong_with_an_impossible_date():
    assert read("31 nov").problem == "“31 nov” is not a valid date."


def test_field_offers_both_readings_of_a_text_with_two():
    result = read("fri 4")

    assert result.suggestions == ("fri at 4", "on 4 Dec 2026")
    assert [read(text).label for text in result.suggestions] == [
        "Fri 27 Nov, 16:00",
        "Fri 4 Dec, any time",
    ]
