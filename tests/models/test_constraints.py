"""Database constraints: raw SQL violates each one and must be rejected"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from core.constraints import violation_message
from tasks.models import (
    Activity,
    AppPassword,
    Away,
    Calendar,
    CalendarAccount,
    CalendarFeed,
    DavName,
    DavState,
    Event,
    Label,
    PushedBlock,
    Task,
    TaskInstance,
    TimeEntry,
)
from tests.conftest import NOW

# A violation of each constraint, as (table, column = value); {other} is another row of the table.
BREAKS = {
    "domain_name_is_unique": ("tasks_domain", "name = 'hOME'"),
    "domain_has_a_name": ("tasks_domain", "name = ' Work'"),
    "domain_name_fits": ("tasks_domain", "name = repeat('x', 101)"),
    "domain_icon_is_one_emoji": ("tasks_domain", "icon = 'abcdefgh'"),
    "domain_colour_is_hex": ("tasks_domain", "colour = '#12345G'"),
    "label_name_is_unique": ("tasks_label", "name = 'ERRAND'"),
    "label_has_a_name": ("tasks_label", "name = ''"),
    "label_name_fits": ("tasks_label", "name = repeat('x', 51)"),
    "task_title_is_plain_text": ("tasks_task", "title = E'two\\nlines'"),
    "task_description_fits": ("tasks_task", "description = repeat('x', 10001)"),
    "task_impact_is_1_to_4": ("tasks_task", "impact = 5"),
    "task_clarity_is_known": ("tasks_task", "clarity = 'foggy'"),
    "task_takes_a_minute_to_a_day": ("tasks_task", "duration = 1441"),
    "task_time_needs_a_date": ("tasks_task", "scheduled_time = '09:00'"),
    "task_days_are_of_our_time": ("tasks_task", "deadline_date = '2200-01-01'"),
    "task_is_placed_by_person_or_plan": ("tasks_task", "placed_by = 'me'"),
    "task_chosen_day_needs_a_date": ("tasks_task", "day_chosen = true"),
    "task_deadline_time_needs_a_date": ("tasks_task", "deadline_time = '09:00'"),
    "task_chunks_have_a_time": ("tasks_task", "chunks = '[1]'"),
    "task_ideal_time_is_a_part_of_the_day": ("tasks_task", "ideal_time = '09:00-09:00'"),
    "task_chunks_are_minutes": ("tasks_task", "chunk_max = 60"),
    "timer_runs_once": ("tasks_timeentry", "stopped_at = NULL"),
    "timer_stops_after_it_starts": ("tasks_timeentry", "stopped_at = '2020-01-01'"),
    "task_reminds_up_to_four_weeks_before": ("tasks_task", "reminder = 40321"),
    "task_status_is_known": ("tasks_task", "status = 'paused'"),
    "task_completed_iff_completed_at": ("tasks_task", "status = 'completed'"),
    "task_archived_iff_archived_from": ("tasks_task", "status = 'archived'"),
    "task_deleted_is_archived": ("tasks_task", "deleted_at = '2026-03-02'"),
    "task_is_not_its_own_parent": ("tasks_task", "parent_id = id"),
    "task_is_imported_once": ("tasks_task", "source = 'ics', external_id = 'a'"),
    "task_has_a_label_once": ("tasks_tasklabel", "task_id = {first}"),
    "task_waits_once": ("tasks_taskdependency", "task_id = {first}"),
    "task_does_not_wait_for_itself": ("tasks_taskdependency", "task_id = blocker_id"),
    "series_has_a_rule": ("tasks_series", "rrule = ''"),
    "series_rule_fits": ("tasks_series", "rrule = repeat('x', 501)"),
    "series_pause_is_of_our_time": ("tasks_series", "paused_until = '2200-01-01'"),
    "series_deadline_is_within_a_year": ("tasks_series", "deadline_days = 367"),
    "away_ends_after_it_begins": ("tasks_away", "last_day = '2020-01-01'"),
    "away_days_are_of_our_time": ("tasks_away", "last_day = '2200-01-01'"),
    "instance_is_placed_by_person_or_plan": ("tasks_taskinstance", "placed_by = 'me'"),
    "instance_of_a_time_is_one_row": (
        "tasks_taskinstance",
        "recurrence_day = '2026-03-03', recurrence_time = '09:00'",
    ),
    "series_times_of_a_day_fit": (
        "tasks_series",
        "times = array_fill('09:00'::time, ARRAY[25])",
    ),
    "instance_status_is_known": ("tasks_taskinstance", "status = 'paused'"),
    "instance_days_are_of_our_time": ("tasks_taskinstance", "scheduled_date = '1899-12-31'"),
    "instance_completed_iff_completed_at": ("tasks_taskinstance", "completed_at = now()"),
    "instance_starts_at_iff_it_has_a_time": ("tasks_taskinstance", "scheduled_time = '09:00'"),
    "instance_title_is_plain_text": ("tasks_taskinstance", "own_title = ' '"),
    "instance_description_fits": ("tasks_taskinstance", "own_description = repeat('x', 10001)"),
    "instance_takes_a_minute_to_a_day": ("tasks_taskinstance", "own_duration = 0"),
    "activity_of_a_request_is_one": ("tasks_activity", "request_key = 'k1'"),
    "calendar_account_is_connected_once": ("tasks_calendaraccount", "identity = 'a'"),
    "calendar_account_provider_is_known": ("tasks_calendaraccount", "provider = 'lotus'"),
    "calendar_account_state_is_known": ("tasks_calendaraccount", "state = 'paused'"),
    "calendar_account_signed_out_says_why": ("tasks_calendaraccount", "state = 'signed_out'"),
    "calendar_is_one_row": ("tasks_calendar", "remote_id = 'a'"),
    "calendar_receives_blocks_once_per_account": ("tasks_calendar", "receives_blocks = true"),
    "calendar_of_others_is_not_written": ("tasks_calendar", "to_delete = true, made_here = false"),
    "calendar_colour_is_hex": ("tasks_calendar", "colour = 'blue'"),
    "event_is_one_row": ("tasks_event", "remote_id = 'a'"),
    "event_has_instants_or_whole_days": ("tasks_event", "starts_at = NULL"),
    "event_ends_after_it_starts": ("tasks_event", "ends_at = starts_at - interval '1 s'"),
    "event_status_is_known": ("tasks_event", "status = 'paused'"),
    "event_response_is_known": ("tasks_event", "response = 'perhaps'"),
    "event_kind_is_known": ("tasks_event", "kind = 'party'"),
    "calendar_feed_has_a_name": ("tasks_calendarfeed", "name = ''"),
    "app_password_has_a_name": ("tasks_apppassword", "name = ''"),
    "dav_name_fits": ("tasks_davname", "href = repeat('x', 501)"),
    "dav_name_is_one_task": ("tasks_davname", "href = 'a.ics'"),
    "dav_state_is_one_row": ("tasks_davstate", "token = 'a'"),
    "block_is_pushed_once": ("tasks_pushedblock", "block = '1'"),
    "pushed_event_is_one_block": ("tasks_pushedblock", "event_id = 'a'"),
    "pushed_block_state_is_known": ("tasks_pushedblock", "state = 'paused'"),
    "pushed_block_was_sent_before_it_is_removed": ("tasks_pushedblock", "state = 'removing'"),
    "pushed_block_is_timed_or_all_day": ("tasks_pushedblock", "agreed_starts_at = now()"),
}
# No page or API request can violate these, so they need no sentence.
INTERNAL = {
    "block_is_pushed_once",
    "dav_name_is_one_task",
    "dav_state_is_one_row",
    "event_is_one_row",
    "instance_of_a_time_is_one_row",
    "pushed_event_is_one_block",
    "task_has_a_label_once",
    "task_waits_once",
}
# Targets of composite foreign keys; the primary key already makes them unique.
TARGETS = {
    *("domain_of_user", "label_of_user", "task_of_user"),
    *("calendar_of_user", "calendar_account_of_user"),
    *("app_password_of_user", "calendar_feed_of_user"),
}


@pytest.fixture
def rows(alice, make_domain, make_task, make_series):
    """Create two rows of each table; the tests break the second."""
    make_domain("Home"), make_domain("Garden")
    labels = [Label.objects.create(user=alice, name=name).pk for name in ("errand", "phone")]
    first = make_task("First", labels=labels[:1], blocked_by=[make_task("Before").pk])
    first.source, first.external_id = "ics", "a"
    first.save()
    blocker = first.waits_for.get().blocker_id
    second = make_task("Second", labels=labels[:1], blocked_by=[blocker])
    make_sharing(alice, first, second)
    make_series()
    TaskInstance.objects.filter(recurrence_id="2026-03-03").update(recurrence_time="09:00")
    Activity.objects.create(user=alice, source="api", action="add", request_key="k1")
    Activity.objects.create(user=alice, source="api", action="add")
    make_calendars(alice)
    Away.objects.create(user=alice, first_day="2026-03-02", last_day="2026-03-03")
    TimeEntry.objects.create(user=alice, task=first, started_at=NOW)
    TimeEntry.objects.create(user=alice, task=first, started_at=NOW, stopped_at=NOW)
    return {"first": first.pk}


def make_sharing(user, *tasks) -> None:
    for name, task in zip("ab", tasks, strict=True):
        CalendarFeed.objects.create(user=user, name=name, digest=name)
        AppPassword.objects.create(user=user, name=name, digest=name)
        DavState.objects.create(user=user, collection="tasks", token=name, etags={})
        named = {"href": f"{name}.ics", "uid": name}
        DavName.objects.create(user=user, task=task, collection="tasks", **named)


def make_calendars(user) -> None:
    account = {"user": user, "provider": "google"}
    first, _ = (CalendarAccount.objects.create(**account, identity=name) for name in "ab")
    work, _ = (
        Calendar.objects.create(
            user=user, account=first, remote_id=name, made_here=True, receives_blocks=name == "a"
        )
        for name in "ab"
    )
    when = {"starts_at": NOW, "ends_at": NOW}
    for n, name in enumerate("ab", 1):
        Event.objects.create(user=user, calendar=work, remote_id=name, **when)
        pushed = {"block": str(n), "event_id": name, "day": NOW.date()}
        PushedBlock.objects.create(user=user, calendar=work, **pushed)


def broken_by(table: str, change: str) -> IntegrityError:
    key = "task_id" if table in ("tasks_series", "tasks_davname") else "id"
    row = "recurrence_id = '2026-03-02'" if table == "tasks_taskinstance" else "true"
    which = f"(SELECT max({key}) FROM {table} WHERE {row})"
    with pytest.raises(IntegrityError) as refusal, connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change} WHERE {key} = {which}")
    return refusal.value


@pytest.mark.parametrize("name", BREAKS)
def test_constraint_rejects_raw_sql(rows, name):
    table, change = BREAKS[name]
    error = broken_by(table, change.format(**rows))

    assert error.__cause__.diag.constraint_name == name


@pytest.mark.parametrize("name", sorted(BREAKS.keys() - {"activity_of_a_request_is_one"}))
def test_constraint_has_a_sentence_for_people(rows, name):
    table, change = BREAKS[name]
    sentence = violation_message(broken_by(table, change.format(**rows)))

    assert sentence is None if name in INTERNAL else sentence.endswith(".")


@pytest.mark.parametrize("column", ["scheduled_date", "deadline_date", "earliest_start"])
@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01"])
def test_days_of_a_task_are_within_the_supported_range(rows, column, day):
    assert "1900 and 2199" in violation_message(broken_by("tasks_task", f"{column} = '{day}'"))


def test_every_constraint_of_the_product_is_tested():
    kinds = (CheckConstraint, UniqueConstraint)
    named = {
        constraint.name
        for model in apps.get_app_config("tasks").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, kinds)
    }

    assert named - TARGETS == BREAKS.keys()


@pytest.mark.parametrize(
    "title", ["", " x", "x ", "a\tb", "a\x7fb", "\u00a0x", "x" * 501, "a\u0085b"]
)
def test_title_must_be_plain_text_on_one_line(make_task, title):
    task = make_task()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(title=title)


@pytest.mark.parametrize("title", ["x", "x" * 500, "日本語", "👨\u200d👩\u200d👧", "a  b", "…"])
def test_other_titles_are_accepted(make_task, title):
    task = make_task()
    Task.objects.filter(pk=task.pk).update(title=title)

    assert Task.objects.get().title == title
