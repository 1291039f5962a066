"""Edits in the admin: they go through the verbs, are logged and can be undone."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.forms import CheckboxInput

from core.models import Preferences
from tasks.editing import tasks as editing
from tasks.editing.undo import undo
from tasks.models import (
    Activity,
    Completion,
    Domain,
    Label,
    MaterializationCycle,
    Series,
    Task,
    TaskDependency,
    TaskInstance,
    TaskLabel,
)
from tests.conftest import instances_of

ADD = "/admin/tasks/{}/add/"
PRESENT = {"impact": 4, "clarity": "normal", "placed_by": "person"}


def filled(page, **changes) -> dict:
    """Return the data a browser would submit for the form of a page, with some changes."""
    form = page.context["adminform"].form
    values = {field.html_name: widget_value(field, field.field.widget) for field in form}
    initial = {
        field.html_initial_name: widget_value(field, field.field.hidden_widget()) for field in form
    }
    return {
        name: value for name, value in (initial | values | changes).items() if value is not None
    }


def widget_value(field, widget):
    if isinstance(widget, CheckboxInput):
        return "on" if field.value() else None
    value = widget.format_value(field.value())
    return value[0] if isinstance(value, list) and value else value or None


def edit(client, row, **changes):
    """Open a row in the admin, change some fields and save."""
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
    return client.post(address, filled(client.get(address), **changes))


def act(client, model, action, *rows):
    body = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(f"/admin/tasks/{model}/", body, follow=True)


def errors_of(response) -> str:
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    return " ".join(sentence for sentences in errors.values() for sentence in sentences)


@pytest.fixture
def task(make_task) -> Task:
    return make_task("Call Grandma", impact=2, scheduled_date=date(2026, 3, 4))


def test_admin_change_is_logged_with_the_admin_as_actor(admin_client, admin_user, task):
    assert edit(admin_client, task, title="Call Grandpa").status_code == 302

    task.refresh_from_db()
    assert task.title == "Call Grandpa"
    last = Activity.objects.latest_first().first()
    assert (last.user, last.actor, last.source) == (task.user, admin_user, "admin")
    assert last.changes.get().after == {"title": "Call Grandpa"}


def test_admin_change_can_be_undone_by_the_owner(admin_client, task):
    edit(admin_client, task, title="Call Grandpa", scheduled_time="18:30")
    undo(task.user, Activity.objects.latest_first().first().pk)
    task.refresh_from_db()
    assert (task.title, task.scheduled_time) == ("Call Grandma", None)


def test_admin_save_logs_nothing_when_nothing_changed(admin_client, task):
    before = Activity.objects.count()
    assert edit(admin_client, task).status_code == 302
    assert Activity.objects.count() == before


def test_stale_admin_form_keeps_newer_values_of_other_fields(admin_client, alice, task):
    address = f"/admin/tasks/task/{task.pk}/change/"
    stale = filled(admin_client.get(address), impact="1")
    editing.change(alice, task.pk, {"title": "Visit Grandma"})
    assert admin_client.post(address, stale).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.impact) == ("Visit Grandma", 1)


def test_stale_admin_form_is_rejected_when_the_field_changed(admin_client, alice, task):
    address = f"/admin/tasks/task/{task.pk}/change/"
    stale = filled(admin_client.get(address), title="Ring Grandma")
    editing.change(alice, task.pk, {"title": "Visit Grandma"})
    assert "saved first: title" in errors_of(admin_client.post(address, stale))
    task.refresh_from_db()
    assert task.title == "Visit Grandma"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "x" * 501}, "A title is 1 to 500 characters"),
        ({"duration": "0"}, "between 1 minute and 1 day"),
        ({"scheduled_date": "", "scheduled_time": "9:00"}, "Pick a day before a time."),
        ({"scheduled_date": "2026-02-30"}, "Enter a valid date."),
        ({"duration": "99999999999"}, "less than or equal to"),
    ],
)
def test_admin_form_shows_errors_of_the_verb(admin_client, task, changes, sentence):
    assert sentence in errors_of(edit(admin_client, task, **changes))
    assert Task.objects.get(pk=task.pk).version == task.version


def test_admin_rejects_a_domain_of_another_user(admin_client, task, make_domain, bob):
    bobs = make_domain("Garden", user=bob)
    assert "no such domain" in errors_of(edit(admin_client, task, domain=bobs.pk))


def test_admin_rejects_a_task_as_its_own_parent(admin_client, task):
    assert "subtask of itself" in errors_of(edit(admin_client, task, parent=task.pk))


def test_admin_adds_a_task_for_a_user(admin_client, alice, make_domain):
    home = make_domain()
    body = {**PRESENT, "user": alice.pk, "title": "Buy bread", "domain": home.pk}
    assert admin_client.post(ADD.format("task"), body).status_code == 302
    task = Task.objects.get(title="Buy bread")
    assert (task.user, task.domain) == (alice, home)
    assert Activity.objects.latest_first().first().source == "admin"


def test_admin_action_completes_tasks_of_several_users(admin_client, task, make_task, bob):
    bobs = make_task(user=bob)
    assert "Updated 2 rows." in act(admin_client, "task", "complete", task, bobs).text
    assert Completion.objects.count() == 2
    assert {entry.user for entry in Activity.objects.filter(source="admin")} == {task.user, bob}


def test_admin_action_continues_after_the_error_of_one_user(admin_client, task, make_series, bob):
    repeating = make_series(user=bob)
    text = act(admin_client, "task", "complete", task, repeating).text
    assert "This task repeats" in text
    assert "Updated 1 row." in text


@pytest.mark.parametrize("action", ["archive", "reopen", "complete"])
def test_admin_actions_on_tasks_can_be_repeated(admin_client, task, action):
    for _ in range(2):
        act(admin_client, "task", action, task)
    act(admin_client, "task", "restore", task)
    task.refresh_from_db()
    assert task.status == ("completed" if action == "complete" else "pending")


def test_admin_cannot_delete_a_task(admin_client, task):
    assert (
        admin_client.post(f"/admin/tasks/task/{task.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )


def test_admin_moves_an_instance(admin_client, make_series):
    day = instances_of(make_series())[3]
    moved = {"scheduled_date": "2026-03-20", "scheduled_time": "14:00", "own_title": "Water them"}
    assert edit(admin_client, day, **moved).status_code == 302
    day.refresh_from_db()
    assert (day.scheduled_date, day.scheduled_time) == (date(2026, 3, 20), time(14))
    assert (day.moved, day.own_title, day.own_description) == (True, "Water them", None)


def test_admin_cannot_change_status_and_origin_of_an_instance(admin_client, make_series):
    day = instances_of(make_series())[0]
    edit(admin_client, day, status="completed", recurrence_id="2020-01-01")
    day.refresh_from_db()
    assert (day.status, day.recurrence_id) == ("pending", date(2026, 3, 2))


def test_admin_cannot_complete_a_skipped_instance(admin_client, make_series):
    day = instances_of(make_series())[0]
    act(admin_client, "taskinstance", "skip", day)
    assert "already skipped" in act(admin_client, "taskinstance", "complete", day).text
    act(admin_client, "taskinstance", "reopen", day)
    assert TaskInstance.objects.get(pk=day.pk).status == "pending"


def test_admin_rule_change_updates_the_instances(admin_client, make_series):
    task = make_series("FREQ=DAILY")
    assert edit(admin_client, task.series, rrule="FREQ=WEEKLY").status_code == 302
    assert {day.recurrence_id.weekday() for day in instances_of(task)} == {0}


def test_admin_rule_change_keeps_the_times_of_a_day(admin_client, make_series):
    task = make_series("FREQ=DAILY", starts_at=time(8), times=[time(8), time(20)])
    assert edit(admin_client, task.series, rrule="FREQ=WEEKLY").status_code == 302
    assert Series.objects.get(pk=task.pk).times == [time(8), time(20)]


def test_admin_rejects_an_invalid_rule(admin_client, make_series):
    task = make_series("FREQ=DAILY")
    assert errors_of(edit(admin_client, task.series, rrule="FREQ=SOMETIMES"))
    assert Series.objects.get(pk=task.pk).rrule == "FREQ=DAILY"


def test_admin_adds_a_series_to_a_task(admin_client, task):
    rule = {"rrule": "FREQ=DAILY;COUNT=3", "starts_on": "2026-03-02", "kind": "calendar"}
    body = {**rule, "task": task.pk, "missing_days": "skip"}
    assert admin_client.post(ADD.format("series"), body).status_code == 302
    assert len(instances_of(task)) == 3


def test_deleting_a_series_in_the_admin_keeps_the_task(admin_client, make_series):
    task = make_series()
    admin_client.post(f"/admin/tasks/series/{task.pk}/delete/", {"post": "yes"})
    assert not Series.objects.exists()
    assert Task.objects.get(pk=task.pk).status == "pending"


def test_admin_archives_a_domain_and_moves_its_tasks_to_thoughts(
    admin_client, make_task, make_domain
):
    task = make_task(domain_id=make_domain().pk)
    act(admin_client, "domain", "archive_to_thoughts", task.domain)
    assert Domain.objects.get().archived
    assert Task.objects.get(pk=task.pk).domain is None


def test_admin_rejects_a_duplicate_domain_name(admin_client, make_domain):
    make_domain("Home")
    work = make_domain("Work")
    assert "already have a domain" in errors_of(edit(admin_client, work, name="home"))


def test_admin_adds_and_renames_a_domain(admin_client, alice):
    body = {"user": alice.pk, "name": "Health", "colour": "#3553c8"}
    admin_client.post(ADD.format("domain"), body)
    edit(admin_client, Domain.objects.get(), name="Body", icon="💪")
    assert Domain.objects.values_list("name", "icon").get() == ("Body", "💪")


def test_admin_adds_and_removes_a_label_of_a_task(admin_client, alice, task):
    admin_client.post(ADD.format("label"), {"user": alice.pk, "name": "phone"})
    link = {"task": task.pk, "label": Label.objects.get().pk}
    assert admin_client.post(ADD.format("tasklabel"), link).status_code == 302
    row = TaskLabel.objects.get()
    admin_client.post(f"/admin/tasks/tasklabel/{row.pk}/delete/", {"post": "yes"})
    assert not TaskLabel.objects.exists()


def test_admin_rejects_a_label_of_another_user(admin_client, bob, task):
    bobs = Label.objects.create(user=bob, name="phone")
    response = admin_client.post(ADD.format("tasklabel"), {"task": task.pk, "label": bobs.pk})
    assert "no such label" in errors_of(response)


def test_admin_rejects_circular_dependencies(admin_client, task, make_task):
    other = make_task()
    add = ADD.format("taskdependency")
    assert admin_client.post(add, {"task": task.pk, "blocker": other.pk}).status_code == 302
    response = admin_client.post(add, {"task": other.pk, "blocker": task.pk})
    assert "wait for each other" in errors_of(response)
    assert TaskDependency.objects.count() == 1


def test_admin_zone_change_makes_series_due(admin_client, alice, make_series):
    series = make_series().series
    edit(admin_client, alice.preferences, time_zone="Asia/Tokyo")
    due = series.due_at
    series.refresh_from_db()
    assert Preferences.objects.get(pk=alice.pk).time_zone == "Asia/Tokyo"
    assert series.due_at < due


def test_admin_rejects_an_unknown_time_zone(admin_client, alice):
    errors = errors_of(edit(admin_client, alice.preferences, time_zone="Mars/Olympus"))
    assert "is not a time zone" in errors


@pytest.mark.parametrize("model", ["task", "series"])
def test_materialize_now_adds_instances_of_tasks_and_series(
    admin_client, clock, make_series, model
):
    task = make_series()
    clock.shift(3 * 24 * 3600)
    text = act(admin_client, model, "materialize_now", task).text
    assert "Users: 1. Instances created: 3. Failed: 0." in text
    assert MaterializationCycle.objects.get().instances == 3


def test_materialize_now_adds_instances_of_users(admin_client, clock, make_series):
    user = make_series().user
    clock.shift(24 * 3600)
    body = {"action": "materialize_now", "_selected_action": [user.pk]}
    text = admin_client.post("/admin/core/user/", body, follow=True).text
    assert "Users: 1. Instances created: 1. Failed: 0." in text


def test_admin_history_shows_the_activity_log(admin_client, task):
    edit(admin_client, task, title="Call Grandpa")
    page = admin_client.get(f"/admin/tasks/task/{task.pk}/history/", follow=True)
    assert "2 results" in page.text or page.context["cl"].result_count == 2
