"""/settings/planning/ and /settings/appearance/"""

from __future__ import annotations

import re
from datetime import time

import pytest
from django.http import QueryDict
from django.test import Client

from core.models import Preferences
from core.zones import known_zones
from tasks.editing.quickadd import read_day_and_time
from tasks.editing.settings import change_preferences
from tasks.forms.hours import WorkingHoursForm
from tasks.models import Activity, Series

PLANNING = "/settings/planning/"
APPEARANCE = "/settings/appearance/"
PAGES = [PLANNING, APPEARANCE, "/settings/domains/", "/settings/labels/", "/settings/account/"]
WEEK = {"week_start": 0, "day_start_hour": 0, "twelve_hour_clock": "False", "month_first": "False"}
DAY = {
    "lunch_minutes": 45,
    "lunch_begin": "11:30",
    "lunch_end": "14:00",
    "break_after": 120,
    "break_minutes": 15,
    "plan_share": 80,
    "split_above": 90,
}
PLANNER = {"buffer_minutes": 5, "planning_days": 7, "energy_curve": "even"}


def preferences(user) -> Preferences:
    return Preferences.objects.get(user=user)


def save(client, section, page=PLANNING, **fields):
    return client.post(page, {"section": section, **fields})


def hours(**days) -> dict[str, list[str]]:
    """Return form data: `day0=["9:00 17:00"]` is Monday, nine to five."""
    data: dict[str, list[str]] = {}
    for day, ranges in days.items():
        pairs = [text.split(" ") for text in ranges]
        data[f"{day}_start"] = [start for start, _ in pairs]
        data[f"{day}_end"] = [end for _, end in pairs]
    return data


def error_of(response, section: str, field: str) -> str:
    assert response.status_code == 200
    return " ".join(response.context["forms"][section].errors.get(field, []))


@pytest.mark.parametrize("page", [*PAGES, "/settings/account/close/"])
def test_settings_pages_redirect_to_sign_in(stranger, page):
    assert stranger.get(page).url == f"/accounts/login/?next={page}"


def test_settings_open_on_the_planning_page(client):
    assert client.get("/settings/").url == PLANNING


@pytest.mark.parametrize("page", PAGES)
def test_settings_forms_have_csrf_tokens_and_no_inline_code(client, page):
    text = client.get(page).text

    assert text.count("<form") == text.count("csrfmiddlewaretoken")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", text)


def test_settings_form_is_rejected_without_a_csrf_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert save(client, "planner", **PLANNER).status_code == 403


def test_section_is_saved_and_shows_saved(client, alice):
    response = save(client, "zone", time_zone="Europe/Paris", secondary_zone="Asia/Tokyo")

    assert response.url == f"{PLANNING}#zone"
    assert "Saved" in client.get(PLANNING).text
    saved = preferences(alice)
    assert (saved.time_zone, saved.secondary_zone) == ("Europe/Paris", "Asia/Tokyo")


def test_saved_message_is_shown_once(client):
    save(client, "planner", **PLANNER)
    client.get(PLANNING)

    assert "Saved" not in client.get(PLANNING).text


def test_saved_section_can_be_undone_in_place(client, alice):
    save(client, "planner", **PLANNER | {"buffer_minutes": 20})
    page = client.get(PLANNING).text
    response = client.post(re.search(r"/settings/planning/planner/undo/\d+/", page)[0])

    assert response.url == f"{PLANNING}#planner"
    assert "Undone" in client.get(PLANNING).text
    assert preferences(alice).buffer_minutes == 5


def test_section_offers_no_undo_when_nothing_changed(client):
    save(client, "planner", **PLANNER)

    assert "/undo/" not in client.get(PLANNING).text


def test_undoing_twice_shows_an_error_in_the_section(client, alice):
    save(client, "theme", APPEARANCE, theme="dark")
    address = f"/settings/appearance/theme/undo/{Activity.objects.get(user=alice).pk}/"
    client.post(address)
    client.post(address)

    assert "This has already been undone." in client.get(APPEARANCE).text


@pytest.mark.parametrize("path", ["planning/theme", "nowhere/theme", "domains/theme"])
def test_section_undo_returns_404_for_unknown_pages_and_sections(client, alice, path):
    assert client.post(f"/settings/{path}/undo/1/").status_code == 404


def test_section_undo_returns_404_for_activities_of_another_user(client, bob):
    log = change_preferences(bob, {"theme": "dark"})

    assert client.post(f"/settings/planning/zone/undo/{log.activity.pk}/").status_code == 404
    assert preferences(bob).theme == "dark"


def test_section_undo_redirects_to_sign_in(stranger):
    response = stranger.post("/settings/planning/zone/undo/1/")

    assert response.url == f"/accounts/login/?next={PLANNING}"


def test_section_saves_only_its_own_fields(client, alice):
    save(client, "planner", **PLANNER | {"buffer_minutes": 20, "planning_days": 14})

    saved = preferences(alice)
    assert (saved.buffer_minutes, saved.planning_days) == (20, 14)
    assert saved.time_zone == "Europe/Berlin"


def test_energy_and_task_duration_preferences_are_saved(client, alice):
    save(client, "planner", **PLANNER | {"energy_curve": "morning", "plan_percentile": 80})
    saved = preferences(alice)
    assert (saved.energy_curve, saved.plan_percentile) == ("morning", 80)

    save(client, "planner", **PLANNER | {"plan_percentile": ""})
    assert preferences(alice).plan_percentile is None


def test_lunch_breaks_and_share_are_saved_in_one_section_with_one_undo(client, alice):
    values = {"lunch_minutes": 60, "lunch_begin": "12:00", "plan_share": 70, "break_after": 90}
    save(client, "day", **DAY | values)

    saved = preferences(alice)
    assert (saved.lunch_begin, saved.lunch_end, saved.lunch_minutes) == (720, 840, 60)
    assert (saved.plan_share, saved.break_after, saved.split_above) == (70, 90, 90)
    client.post(f"/settings/planning/day/undo/{Activity.objects.latest('pk').pk}/")
    assert preferences(alice).plan_share == 80


def test_lunch_may_be_over_by_midnight(client, alice):
    save(client, "day", **DAY | {"lunch_begin": "22:00", "lunch_end": "00:00"})

    assert (preferences(alice).lunch_begin, preferences(alice).lunch_end) == (1320, 1440)


def test_lunch_that_does_not_fit_its_time_is_rejected_with_a_sentence(client, alice):
    response = save(client, "day", **DAY | {"lunch_begin": "13:30"})

    assert "Lunch must fit between its earliest start and its latest end." in response.text
    assert preferences(alice).lunch_begin == 690


def test_week_and_clock_preferences_are_saved(client, alice):
    values = {"week_start": 6, "day_start_hour": 4, "twelve_hour_clock": "True"}
    save(client, "week", **values, month_first="True")

    saved = preferences(alice)
    assert (saved.week_start, saved.day_start_hour, saved.twelve_hour_clock) == (6, 4, True)
    assert saved.month_first


def test_completed_days_preference_is_saved(client, alice):
    save(client, "completed", completed_days=7)

    assert preferences(alice).completed_days == 7


def test_time_zone_change_makes_series_due(client, make_series, clock):
    task = make_series()
    Series.objects.filter(task=task).update(due_at="2026-05-01T00:00Z")
    save(client, "zone", time_zone="Asia/Tokyo", secondary_zone="")

    assert Series.objects.get(task=task).due_at.month == 3


def test_time_zone_field_offers_every_zone(client):
    zones = set(re.findall(r'<option value="([^"]+)"', client.get(PLANNING).text))

    assert known_zones() <= zones


@pytest.mark.parametrize(
    ("section", "fields", "field", "sentence"),
    [
        ("zone", {"time_zone": "Mars/Base"}, "time_zone", "“Mars/Base” is not a time zone"),
        ("zone", {}, "time_zone", "Choose your time zone."),
        ("week", WEEK | {"week_start": 7}, "week_start", "valid choice"),
        ("week", WEEK | {"day_start_hour": 24}, "day_start_hour", "valid choice"),
        ("planner", PLANNER | {"buffer_minutes": 121}, "buffer_minutes", "0 to 120 minutes."),
        ("planner", PLANNER | {"buffer_minutes": "x"}, "buffer_minutes", "0 to 120 minutes."),
        ("planner", PLANNER | {"planning_days": 0}, "planning_days", "1 to 60 days."),
        ("planner", PLANNER | {"energy_curve": "x"}, "energy_curve", "valid choice"),
        ("planner", PLANNER | {"plan_percentile": 30}, "plan_percentile", "valid choice"),
        ("day", DAY | {"lunch_minutes": 10}, "lunch_minutes", "15 to 120 minutes"),
        ("day", DAY | {"lunch_begin": "soon"}, "lunch_begin", "“soon” is not a time"),
        ("day", DAY | {"lunch_end": ""}, "lunch_end", "Enter a time like 11:30."),
        ("day", DAY | {"break_after": 20}, "break_after", "30 to 480 minutes"),
        ("day", DAY | {"break_minutes": 0}, "break_minutes", "5 to 60 minutes."),
        ("day", DAY | {"plan_share": 101}, "plan_share", "10 to 100 percent."),
        ("day", DAY | {"split_above": 45}, "split_above", "60 to 1440 minutes"),
        ("completed", {"completed_days": 2}, "completed_days", "valid choice"),
    ],
)
def test_preference_form_shows_errors_next_to_the_field(
    client, alice, section, fields, field, sentence
):
    before = preferences(alice)
    response = save(client, section, **fields)

    assert sentence in error_of(response, section, field)
    assert f'id="id_{field}_error"' in response.text
    assert preferences(alice) == before


def test_preference_form_keeps_typed_values_after_an_error(client):
    response = save(client, "planner", buffer_minutes=500, planning_days=33)

    assert 'value="500"' in response.text
    assert 'value="33"' in response.text


def test_saving_an_unknown_section_returns_404(client):
    assert save(client, "secrets").status_code == 404


# --- working hours --------------------------------------------------------------------------------


def test_working_hours_allow_several_ranges_and_night_shifts(client, alice):
    data = hours(day0=["13:00 17:30", "9:00 12:00"], day4=["22:00 02:00"])
    save(client, "hours", **data)

    week = preferences(alice).working_hours
    assert week[0] == [[540, 720], [780, 1050]]
    assert week[4] == [[1320, 1560]]
    assert week[1] == []


def test_language_of_quick_add_can_be_chosen(client, alice):
    save(client, "language", page=APPEARANCE, language="de")

    assert preferences(alice).language == "de"
    alice.preferences.refresh_from_db()
    assert read_day_and_time(alice, "morgen 9 Uhr").time == time(9)
    response = save(client, "language", page=APPEARANCE, language="xx")
    assert "valid choice" in error_of(response, "language", "language")


def test_working_hours_are_typed_like_times_in_quick_add(client, alice):
    days = {"day0": ["9 5"], "day1": ["8:30am 5pm"], "day2": ["22:00 2:00"], "day3": ["9h 17h30"]}
    save(client, "hours", **hours(**days))

    week = preferences(alice).working_hours
    assert week[:3] == [[[540, 1020]], [[510, 1020]], [[1320, 1560]]]
    assert week[3] == [[540, 1050]]


def test_times_of_the_settings_follow_the_clock_of_the_person(client, alice):
    Preferences.objects.filter(user=alice).update(twelve_hour_clock=True)
    text = client.get(PLANNING).text

    assert 'name="day0_start" value="9:00 am"' in text
    assert 'name="lunch_end" value="2:00 pm"' in text
    assert 'type="time"' not in text
    shown = {"lunch_begin": "11:30 am", "lunch_end": "2:00 pm"}
    save(client, "day", **DAY | shown)
    save(client, "hours", **hours_of("9:00 am", "5:00 pm"))
    assert preferences(alice).working_hours[0] == [[540, 1020]]
    assert (preferences(alice).lunch_begin, preferences(alice).lunch_end) == (690, 840)


def hours_of(start: str, end: str) -> dict[str, list[str]]:
    return {"day0_start": [start], "day0_end": [end]}


def test_working_hours_ignore_empty_pairs(client, alice):
    save(client, "hours", **hours(day0=["9:00 17:00", " "]))

    assert preferences(alice).working_hours[0] == [[540, 1020]]


def test_working_hours_cover_a_whole_day_when_start_equals_end(client, alice):
    save(client, "hours", **hours(day5=["0:00 0:00"]))

    assert preferences(alice).working_hours[5] == [[0, 1440]]


def test_working_hours_of_monday_are_copied_to_all_weekdays(client, alice):
    save(client, "hours", copy_monday="1", **hours(day0=["8:00 12:00"], day6=["10:00 11:00"]))

    assert preferences(alice).working_hours == [*[[[480, 720]]] * 5, [], [[600, 660]]]


@pytest.mark.parametrize(
    ("ranges", "sentence"),
    [
        (["9:00 12:00", "11:00 15:00"], "09:00 – 12:00 and 11:00 – 15:00 overlap."),
        (["9:00 "], "Enter both a start time and an end time."),
        ([" 17:00"], "Enter both a start time and an end time."),
        (["9:00 25:00"], "“25:00” is not a time. Enter a time like 9:30."),
        (["soon later"], "“soon” is not a time."),
    ],
)
def test_working_hours_show_errors_next_to_their_day(client, alice, ranges, sentence):
    before = preferences(alice).working_hours
    response = save(client, "hours", **hours(day2=ranges, day0=["7:00 8:00"]))

    assert sentence in error_of(response, "hours", "day2")
    assert 'value="7:00"' in response.text
    assert preferences(alice).working_hours == before


def test_working_hours_are_shown_as_saved(client):
    save(client, "hours", **hours(day4=["22:00 02:00"]))
    text = client.get(PLANNING).text

    assert 'name="day4_start" value="22:00"' in text
    assert 'name="day4_end" value="02:00"' in text


def test_working_hours_start_with_the_first_day_of_the_week():
    form = WorkingHoursForm(initial={"week_start": 6, "working_hours": [[]] * 7})

    assert list(form.fields)[:2] == ["day6", "day0"]


def test_working_hours_keep_typed_times_when_a_pair_is_incomplete():
    data = QueryDict("day0_start=9:00&day0_start=13:00&day0_end=12:00")
    form = WorkingHoursForm(data, initial={"week_start": 0, "working_hours": [[]] * 7})

    assert not form.is_valid()
    assert form["day0"].value() == [("9:00", "12:00"), ("13:00", "")]


# --- appearance -----------------------------------------------------------------------------------


def test_theme_is_saved_and_applied_immediately(client, alice):
    assert save(client, "theme", APPEARANCE, theme="dark").status_code == 302

    assert preferences(alice).theme == "dark"
    assert 'data-theme="dark"' in client.get(APPEARANCE).text


def test_system_theme_removes_the_theme_attribute(client):
    save(client, "theme", APPEARANCE, theme="dark")
    save(client, "theme", APPEARANCE, theme="system")

    assert "data-theme" not in client.get(APPEARANCE).text


def test_theme_cookie_follows_a_change_made_in_another_browser(client, alice):
    Preferences.objects.filter(user=alice).update(theme="light")
    client.get(APPEARANCE)

    assert client.cookies["theme"].value == "light"


def test_hour_height_is_saved(client, alice):
    save(client, "height", APPEARANCE, hour_height=90)

    assert preferences(alice).hour_height == 90


def test_single_key_shortcuts_can_be_turned_off_and_undone(client, alice):
    save(client, "keyboard", APPEARANCE)
    assert not preferences(alice).single_key_shortcuts

    page = client.get(APPEARANCE).text
    client.post(re.search(r"/settings/appearance/keyboard/undo/\d+/", page)[0])
    assert preferences(alice).single_key_shortcuts


@pytest.mark.parametrize(
    ("section", "fields", "field", "sentence"),
    [
        ("theme", {"theme": "sepia"}, "theme", "valid choice"),
        ("height", {"hour_height": 20}, "hour_height", "30 to 120 pixels"),
    ],
)
def test_appearance_form_rejects_invalid_values(client, section, fields, field, sentence):
    response = save(client, section, APPEARANCE, **fields)

    assert sentence in error_of(response, section, field)
