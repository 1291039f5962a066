"""core.wallclock: converts local dates and times to instants, also at clock changes"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.wallclock import LocalClock, instant, instants
from tests.lanes import BIG

ZONES = (
    *("Australia/Lord_Howe", "Pacific/Kiritimati", "America/St_Johns", "Africa/Casablanca"),
    *("Europe/Berlin", "America/New_York", "Pacific/Auckland", "Pacific/Apia"),
    *("America/Nuuk", "Asia/Gaza", "Africa/Cairo", "America/Sao_Paulo", "Europe/Dublin", "UTC"),
)
YEARS = st.dates(date(1970, 1, 2), date(2099, 12, 30))


def to_minute(at):
    return at.replace(second=0, microsecond=0)


def on_the_clock(day, at, zone):
    """Return the local date and time in `zone` at the instant."""
    return instant(day, at, zone).astimezone(zone).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown"),
    [
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30), time(3, 30)),
        ("America/New_York", date(2027, 3, 14), time(2), time(3)),
        ("America/St_Johns", date(2027, 3, 14), time(2, 15), time(3, 15)),
        ("Pacific/Auckland", date(2027, 9, 26), time(2, 59), time(3, 59)),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15), time(2, 45)),
        ("Africa/Casablanca", date(2027, 3, 14), time(2, 30), time(3, 30)),
    ],
)
def test_instant_in_a_spring_gap_moves_forward_by_the_gap(zone, day, at, shown):
    assert on_the_clock(day, at, ZoneInfo(zone)) == datetime.combine(day, shown)


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("Europe/Berlin", date(2027, 10, 31), time(2, 30), datetime(2027, 10, 31, 0, 30)),
        ("America/New_York", date(2027, 11, 7), time(1, 30), datetime(2027, 11, 7, 5, 30)),
        ("America/St_Johns", date(2027, 11, 7), time(1, 30), datetime(2027, 11, 7, 4)),
        ("Pacific/Auckland", date(2027, 4, 4), time(2, 30), datetime(2027, 4, 3, 13, 30)),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), datetime(2027, 4, 3, 14, 45)),
        ("Africa/Casablanca", date(2027, 2, 7), time(2, 30), datetime(2027, 2, 7, 1, 30)),
    ],
)
def test_instant_repeated_in_autumn_is_the_first_occurrence(zone, day, at, utc):
    assert instant(day, at, ZoneInfo(zone)) == utc.replace(tzinfo=UTC)
    assert instant(day, at.replace(fold=1), ZoneInfo(zone)) == utc.replace(tzinfo=UTC)


def test_instant_on_a_skipped_day_moves_forward_by_a_day():
    """Samoa went from 29 to 31 December 2011."""
    shown = on_the_clock(date(2011, 12, 30), time(9), ZoneInfo("Pacific/Apia"))
    assert shown == datetime(2011, 12, 31, 9)


@settings(deadline=None)
@given(st.sampled_from(ZONES), YEARS, st.times())
def test_instant_matches_the_local_clock_otherwise(zone, day, at):
    at, zone = at.replace(microsecond=0), ZoneInfo(zone)
    shown, wanted = on_the_clock(day, at, zone), datetime.combine(day, at)
    before = instant(day, at, zone) - timedelta(days=2)
    gap = shown.replace(tzinfo=zone).utcoffset() - before.astimezone(zone).utcoffset()
    assert shown in (wanted, wanted + gap)


@settings(max_examples=2000 if BIG else 100, deadline=None)
@given(st.sampled_from(ZONES), st.lists(YEARS, max_size=60, unique=True), st.times())
def test_instants_equals_single_instants(zone, days, at):
    at, zone, days = at.replace(microsecond=0), ZoneInfo(zone), sorted(days)
    singles = [instant(day, at, zone).timestamp() for day in days]
    assert instants([day.toordinal() for day in days], at, zone) == singles


@pytest.mark.parametrize("at", [time(0), time(1, 59, 59), time(2), time(2, 30), time(23)])
@pytest.mark.parametrize("zone", sorted(zoneinfo.available_timezones()) if BIG else ZONES)
def test_instants_of_every_day_equals_single_instants(zone, at):
    """Compare three years with Samoa's missing day; nightly, every zone from 1920 to 2060."""
    years = (date(1920, 1, 1), date(2060, 1, 1)) if BIG else (date(2010, 1, 1), date(2013, 1, 1))
    days, zone = range(*(day.toordinal() for day in years)), ZoneInfo(zone)
    singles = [int(instant(date.fromordinal(day), at, zone).timestamp()) for day in days]
    assert instants(days, at, zone) == singles


def test_instants_of_an_empty_list_is_empty():
    assert instants([], time(9), ZoneInfo("Europe/Berlin")) == []


def test_instants_caches_the_offsets_of_a_zone():
    zone = CountedZone("Europe/Berlin")
    days = range(date(2027, 1, 1).toordinal(), date(2027, 3, 2).toordinal())
    instants(days, time(9), zone)
    lookups = zone.lookups
    assert lookups
    instants(days, time(9), zone)
    assert zone.lookups == lookups


class CountedZone(ZoneInfo):
    lookups = 0

    def fromutc(self, moment):
        self.lookups += 1
        return super().fromutc(moment)


@given(st.sampled_from(ZONES), YEARS, st.times().map(to_minute), st.integers(0, 12))
def test_time_before_the_day_start_is_on_the_next_date(zone, day, at, day_start):
    local_clock = LocalClock(ZoneInfo(zone), day_start)
    night = at.hour < day_start

    assert local_clock.calendar_date(day, at) == day + timedelta(days=night)
    assert local_clock.day(local_clock.calendar_date(day, at), at) == day
    assert local_clock.instant(day, at) == instant(day + timedelta(days=night), at, ZoneInfo(zone))


@given(st.sampled_from(ZONES), YEARS, st.times().map(to_minute), st.integers(0, 12))
def test_slot_of_an_instant_is_the_day_and_time_unless_clocks_skip_them(zone, day, at, day_start):
    local_clock = LocalClock(ZoneInfo(zone), day_start)
    moment = local_clock.instant(day, at)

    shown = moment.astimezone(local_clock.zone).replace(tzinfo=None)
    if shown == datetime.combine(local_clock.calendar_date(day, at), at):
        assert local_clock.slot(moment) == (day, at)
    assert local_clock.slot(moment)[0] == clock.day_of(moment, local_clock.zone, day_start)


@given(st.sampled_from(ZONES), YEARS, st.times().map(to_minute), st.integers(0, 12))
def test_instants_of_many_days_are_those_of_each_day(zone, day, at, day_start):
    local_clock = LocalClock(ZoneInfo(zone), day_start)
    days = [day + timedelta(days=n) for n in range(10)]

    seconds = local_clock.instants([day.toordinal() for day in days], at)
    assert seconds == [int(local_clock.instant(day, at).timestamp()) for day in days]


def test_saturday_two_o_clock_is_sunday_on_the_clock_with_a_day_start_of_five():
    local_clock = LocalClock(ZoneInfo("Europe/Berlin"), 5)

    assert local_clock.instant(date(2026, 11, 28), time(2)) == datetime(2026, 11, 29, 1, tzinfo=UTC)
    assert local_clock.slot(datetime(2026, 11, 29, 1, tzinfo=UTC)) == (date(2026, 11, 28), time(2))
    # Clocks skip 02:30 in the night to 29 March: it moves forward by the gap, like at noon.
    gap = local_clock.instant(date(2026, 3, 28), time(2, 30))
    assert gap == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
