"""recurrence.times_of_day: BYHOUR, BYMINUTE and lists of times"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from tasks.recurrence import InvalidRule, Rule
from tasks.recurrence.ics import from_ics, to_ics_lines
from tasks.recurrence.nights import on_next_day

START = date(2026, 11, 30)

times_of_day = st.lists(
    st.integers(0, 24 * 4 - 1).map(lambda n: time(n // 4, n % 4 * 15)),
    min_size=2,
    max_size=24,
    unique=True,
)
by_hour = st.tuples(
    st.sets(st.integers(0, 23), min_size=1, max_size=6),
    st.sets(st.sampled_from([0, 15, 30, 45]), min_size=1, max_size=4),
)
frequencies = st.sampled_from(
    ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYMONTHDAY=30"]
)


def occurrences(rule, until):
    """Return the local date-times of a rule from its start, by the list of its times."""
    days = [day.toordinal() for day in rule.between(rule.starts_on, until)]
    pairs = [(day, at) for at in rule.times or (rule.starts_at,) for day in rule.days_at(at, days)]
    return sorted(datetime.combine(date.fromordinal(day), at) for day, at in pairs)


@given(frequencies, by_hour, st.integers(0, 23))
def test_rule_with_hours_and_minutes_has_the_occurrences_of_dateutil(freq, clock, hour):
    hours, minutes = clock
    text = f"{freq};BYHOUR={','.join(map(str, hours))};BYMINUTE={','.join(map(str, minutes))}"
    start = datetime.combine(START, time(hour))
    try:
        rule = Rule.validated(text, START, start.time())
    except InvalidRule:
        assert max(time(*c) for c in [(max(hours), max(minutes))]) < start.time()
        return
    until = START + timedelta(days=70)
    theirs = rrulestr(text, dtstart=start).between(
        start, datetime.combine(until, time.max), inc=True
    )
    assert occurrences(rule, until) == theirs


@given(frequencies, by_hour, st.integers(1, 9), st.data())
def test_rule_with_several_times_survives_the_round_trip_through_icalendar(freq, clock, n, data):
    times = sorted(time(hour, minute) for hour in clock[0] for minute in clock[1])[:24]
    hours, minutes = {t.hour for t in times}, {t.minute for t in times}
    if len(hours) * len(minutes) != len(times) or len(times) < 2:
        return
    starts_at = data.draw(st.sampled_from(times))
    end = data.draw(st.sampled_from([f";COUNT={n}", f";UNTIL=202{7 + n % 3}0105", ""]))
    first = Rule.validated(freq + end, START, starts_at, times=times)
    start = first.preview(1)[0]
    moment = starts_at if start == START else times[0]
    rule = Rule.validated(freq + end, start, moment, rdates=[date(2027, 1, 1)], times=times)

    assert from_ics(to_ics_lines(rule, "Europe/Berlin"), "Europe/Berlin") == rule


@given(times_of_day)
def test_list_of_times_is_sorted_and_starts_with_the_first(times):
    rule = Rule.validated("FREQ=DAILY", START, times=times)

    assert rule.times == tuple(sorted(times))
    assert rule.starts_at == min(times)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("FREQ=HOURLY;INTERVAL=8", [1, 9, 17]),
        ("FREQ=HOURLY;INTERVAL=4;BYHOUR=9,10,13", [9, 13]),
        ("FREQ=HOURLY;BYHOUR=9,10", [9, 10]),
        ("FREQ=DAILY;BYHOUR=9,18;BYMINUTE=0", [9, 18]),
        ("FREQ=DAILY;BYHOUR=9,12,15,18;BYSETPOS=1,-1", [9, 18]),
    ],
)
def test_hours_of_a_rule_become_times(text, hours):
    rule = Rule.validated(text, START, time(9))

    assert rule.rrule == "FREQ=DAILY"
    assert [moment.hour for moment in rule.times] == hours


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("FREQ=HOURLY;INTERVAL=5", "every 1, 2, 3"),
        ("FREQ=HOURLY;INTERVAL=0", "every 1, 2, 3"),
        ("FREQ=DAILY;BYHOUR=9,18;COUNT=3", "end with the last time"),
        ("FREQ=DAILY;BYHOUR=9,18;UNTIL=20270101T120000", "end after the last time"),
        ("FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=9,18;BYSETPOS=1", "other times on other days"),
        ("FREQ=DAILY;BYHOUR=25", "BYHOUR must be"),
        ("FREQ=DAILY;BYMINUTE=0,5,10,15;BYHOUR=0,1,2,3,4,5,6,7,8", "up to 24 times"),
    ],
)
def test_times_that_cannot_be_stored_are_rejected_with_the_reason(text, sentence):
    with pytest.raises(InvalidRule, match=sentence):
        Rule.validated(text, START, time(9))


def test_thousands_of_excluded_days_are_rejected():
    days = ",".join(f"{START + timedelta(n):%Y%m%d}" for n in range(28_000))
    lines = ["DTSTART:20261130T090000", "RRULE:FREQ=DAILY;BYHOUR=9,18"]
    with pytest.raises(InvalidRule, match="at most 1000 excluded"):
        from_ics([*lines, f"EXDATE;VALUE=DATE:{days}"], None)


def test_single_extra_time_of_a_day_is_rejected():
    lines = ["DTSTART:20261130T090000", "RRULE:FREQ=DAILY;BYHOUR=9,18", "RDATE:20261201T180000"]
    with pytest.raises(InvalidRule, match="only whole days"):
        from_ics(lines, None)


@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
def test_single_excluded_time_of_a_day_survives_the_round_trip_through_icalendar(zone):
    evening = datetime(2026, 12, 1, 18)
    times = [time(9), time(18)]
    more = {"exdates": [date(2026, 12, 4)], "extimes": [evening]}
    rule = Rule.validated("FREQ=DAILY", START, time(9), times=times, **more)

    assert from_ics(to_ics_lines(rule, zone), zone) == rule
    assert occurrences(rule, START + timedelta(days=2))[1:4] == [
        datetime(2026, 11, 30, 18),
        datetime(2026, 12, 1, 9),
        datetime(2026, 12, 2, 9),
    ]


def test_split_divides_the_excluded_times():
    extimes = [datetime(2026, 12, 1, 18), datetime(2026, 12, 3, 9), datetime(2026, 12, 5, 9)]
    times = [time(9), time(18)]
    rule = Rule.validated("FREQ=DAILY", START, time(9), times=times, extimes=extimes)
    early, late = rule.split(date(2026, 12, 3))

    assert [*early.extimes] == extimes[:1]
    assert [*late.extimes] == extimes[1:]


@given(
    st.sampled_from(["DAILY", "WEEKLY"]),
    st.integers(1, 3),
    st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])),
    st.sampled_from(["MO", "SU"]),
    st.sampled_from(["", ";COUNT=9", ";UNTIL=20270210"]),
)
def test_rule_moved_to_the_next_day_has_each_date_a_day_later(freq, interval, days, week, end):
    named = f";BYDAY={','.join(sorted(days))}" if days else ""
    text = f"FREQ={freq};INTERVAL={interval};WKST={week}{named}{end}"
    rule = Rule.validated(text, START, time(2), exdates=[date(2026, 12, 7)])
    moved = on_next_day(rule)
    day = timedelta(days=1)

    last = START + timedelta(days=120)
    assert moved.between(START, last + day) == [at + day for at in rule.between(START, last)]


@pytest.mark.parametrize(
    "text", ["FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=YEARLY", "FREQ=DAILY;BYMONTH=3"]
)
def test_rule_of_months_cannot_move_to_the_next_day(text):
    assert on_next_day(Rule.validated(text, START, time(2))) is None
