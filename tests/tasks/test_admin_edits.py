"""Edits in the admin: through the verbs, logged, undoable, refused with a sentence."""

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
PRESENT = {"impact": 4, "clarity": "normal"}


def filled(page, **changes) -> dict:
    """What a browser would send back of the form on a page, some fields changed."""
    form = page.context["adminform"].form
    said = {field.html_name: shown(field, field.field.widget) for field in form}
    seen = {field.html_initial_name: shown(field, field.field.hidden_widget()) for field in form}
    return {name: value for name, value in (seen | said | changes).items() if value is not None}


def shown(field, widget):
    if isinstance(widget, CheckboxInput):
        return "on" if field.value() else None
    value = widget.format_value(field.value())
    return value[0] if isinstance(value, list) and value else value or None


def edit(client, row, **changes):
    """Open a row in the admin, change some fields, save."""
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
    return client.post(address, filled(client.get(address), **changes))


def act(client, model, action, *rows):
    body = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(f"/admin/tasks/{model}/", body, follow=True)


def refusal_of(response) -> str:
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    return " ".join(sentence for sentences in errors.values() for sentence in sentences)


@pytest.fixture
def task(make_task) -> Task:
    return make_task("Call Grandma", impact=2, scheduled_date=date(2026, 3, 4))


def test_a_change_is_logged_as_the_admins(admin_client, admin_user, task):
    assert edit(admin_client, task, title="Call Grandpa").status_code == 302

    task.refresh_from_db()
    assert task.title == "Call Grandpa"
    last = Activity.objects.latest_first().first()
    assert (last.user, last.actor, last.source) == (task.user, admin_user, "admin")
    assert last.changes.get().after == {"title": "Call Grandpa"}


def test_a_change_can_be_undone_by_the_owner(admin_client, task):
    edit(admin_client, task, title="Call Grandpa", scheduled_time="18:30")
    undo(task.user, Activity.objects.latest_first().first().pk)
    task.refresh_from_db()
    assert (task.title, task.scheduled_time) == ("Call Grandma", None)


def test_saving_without_a_change_leaves_no_trace(admin_client, task):
    before = Activity.objects.count()
    assert edit(admin_client, task).status_code == 302
    assert Activity.objects.count() == before


def test_a_form_left_open_overwrites_nothing_it_did_not_change(admin_client, alice, task):
    address = f"/admin/tasks/task/{task.pk}/change/"
    stale = filled(admin_client.get(address), impact="1")
    editing.change(alice, task.pk, {"title": "Visit Grandma"})
    assert admin_client.post(address, stale).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.impact) == ("Visit Grandma", 1)


def test_a_form_left_open_does_not_overwrite_the_same_field(admin_client, alice, task):
    address = f"/admin/tasks/task/{task.pk}/change/"
    stale = filled(admin_client.get(address), title="Ring Grandma")
    editing.change(alice, task.pk, {"title": "Visit Grandma"})
    assert "changed meanwhile" in refusal_of(admin_client.post(address, stale))
    task.refresh_from_db()
    assert task.title == "Visit Grandma"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "x" * 501}, "A title is 1 to 500 characters"),
        ({"duration": "0"}, "between a minute and a day"),
        ({"scheduled_date": "", "scheduled_time": "9:00"}, "Pick a day before a time."),
        ({"scheduled_date": "2026-02-30"}, "Enter a valid date."),
        ({"duration": "99999999999"}, "less than or equal to"),
    ],
)
def test_what_may_not_be_is_refused_in_a_sentence(admin_client, task, changes, sentence):
    assert sentence in refusal_of(edit(admin_client, task, **changes))
    assert Task.objects.get(pk=task.pk).version == task.version


def test_a_task_never_moves_to_somebody_elses_domain(admin_client, task, make_domain, bob):
    theirs = make_domain("Garden", user=bob)
    assert "no such domain" in refusal_of(edit(admin_client, task, domain=theirs.pk))


def test_a_task_never_hangs_below_itself(admin_client, task):
    assert "below itself" in refusal_of(edit(admin_client, task, parent=task.pk))


def test_a_task_is_added_for_a_person(admin_client, alice, make_domain):
    home = make_domain()
    body = {**PRESENT, "user": alice.pk, "title": "Buy bread", "domain": home.pk}
    assert admin_client.post(ADD.format("task"), body).status_code == 302
    task = Task.objects.get(title="Buy bread")
    assert (task.user, task.domain) == (alice, home)
    assert Activity.objects.latest_first().first().source == "admin"


def test_tasks_of_several_people_are_completed_at_once(admin_client, task, make_task, bob):
    theirs = make_task(user=bob)
    assert "Done for 2." in act(admin_client, "task", "complete", task, theirs).text
    assert Completion.objects.count() == 2
    assert {entry.user for entry in Activity.objects.filter(source="admin")} == {task.user, bob}


def test_one_persons_refusal_does_not_stop_anothers(admin_client, task, make_series, bob):
    repeating = make_series(user=bob)
    text = act(admin_client, "task", "complete", task, repeating).text
    assert "This task repeats" in text
    assert "Done for 1." in text


@pytest.mark.parametrize("action", ["archive", "reopen", "complete"])
def test_every_action_on_tasks_can_be_repeated(admin_client, task, action):
    for _ in range(2):
        act(admin_client, "task", action, task)
    act(admin_client, "task", "restore", task)
    task.refresh_from_db()
    assert task.status == ("completed" if action == "complete" else "pending")


def test_a_task_is_never_deleted_in_the_admin(admin_client, task):
    assert (
        admin_client.post(f"/admin/tasks/task/{task.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )


def test_an_instance_is_moved(admin_client, make_series):
    day = instances_of(make_series())[3]
    moved = {"scheduled_date": "2026-03-20", "scheduled_time": "14:00", "own_title": "Water them"}
    assert edit(admin_client, day, **moved).status_code == 302
    day.refresh_from_db()
    assert (day.scheduled_date, day.scheduled_time) == (date(2026, 3, 20), time(14))
    assert (day.moved, day.own_title, day.own_description) == (True, "Water them", None)


def test_the_facts_of_an_instance_are_read_only(admin_client, make_series):
    day = instances_of(make_series())[0]
    edit(admin_client, day, status="completed", recurrence_id="2020-01-01")
    day.refresh_from_db()
    assert (day.status, day.recurrence_id) == ("pending", date(2026, 3, 2))


def test_a_skipped_instance_is_not_completed(admin_client, make_series):
    day = instances_of(make_series())[0]
    act(admin_client, "taskinstance", "skip", day)
    assert "skipped already" in act(admin_client, "taskinstance", "complete", day).text
    act(admin_client, "taskinstance", "reopen", day)
    assert TaskInstance.objects.get(pk=day.pk).status == "pending"


def test_a_rule_is_changed_and_the_days_follow(admin_client, make_series):
    task = make_series("FREQ=DAILY")
    assert edit(admin_client, task.series, rrule="FREQ=WEEKLY").status_code == 302
    assert {day.recurrence_id.weekday() for day in instances_of(task)} == {0}


def test_a_rule_that_cannot_be_is_refused(admin_client, make_series):
    task = make_series("FREQ=DAILY")
    assert refusal_of(edit(admin_client, task.series, rrule="FREQ=SOMETIMES"))
    assert Series.objects.get(pk=task.pk).rrule == "FREQ=DAILY"


def test_a_task_is_made_to_repeat(admin_client, task):
    rule = {"rrule": "FREQ=DAILY;COUNT=3", "starts_on": "2026-03-02", "kind": "calendar"}
    body = {**rule, "task": task.pk, "missing_days": "skip"}
    assert admin_client.post(ADD.format("series"), body).status_code == 302
    assert len(instances_of(task)) == 3


def test_deleting_a_series_keeps_the_task(admin_client, make_series):
    task = make_series()
    admin_client.post(f"/admin/tasks/series/{task.pk}/delete/", {"post": "yes"})
    assert not Series.objects.exists()
    assert Task.objects.get(pk=task.pk).status == "pending"


def test_a_domain_is_archived_and_its_tasks_become_thoughts(admin_client, make_task, make_domain):
    task = make_task(domain_id=make_domain().pk)
    act(admin_client, "domain", "archive_to_thoughts", task.domain)
    assert Domain.objects.get().archived
    assert Task.objects.get(pk=task.pk).domain is None


def test_two_domains_of_one_name_are_refused(admin_client, make_domain):
    make_domain("Home")
    work = make_domain("Work")
    assert "already have a domain" in refusal_of(edit(admin_client, work, name="home"))


def test_a_domain_is_added_and_renamed(admin_client, alice):
    body = {"user": alice.pk, "name": "Health", "colour": "#3553c8"}
    admin_client.post(ADD.format("domain"), body)
    edit(admin_client, Domain.objects.get(), name="Body", icon="💪")
    assert Domain.objects.values_list("name", "icon").get() == ("Body", "💪")


def test_a_label_is_put_on_a_task_and_taken_off(admin_client, alice, task):
    admin_client.post(ADD.format("label"), {"user": alice.pk, "name": "phone"})
    link = {"task": task.pk, "label": Label.objects.get().pk}
    assert admin_client.post(ADD.format("tasklabel"), link).status_code == 302
    tie = TaskLabel.objects.get()
    admin_client.post(f"/admin/tasks/tasklabel/{tie.pk}/delete/", {"post": "yes"})
    assert not TaskLabel.objects.exists()


def test_somebody_elses_label_is_refused(admin_client, bob, task):
    theirs = Label.objects.create(user=bob, name="phone")
    response = admin_client.post(ADD.format("tasklabel"), {"task": task.pk, "label": theirs.pk})
    assert "no such label" in refusal_of(response)


def test_a_circle_of_tasks_is_refused(admin_client, task, make_task):
    other = make_task()
    add = ADD.format("taskdependency")
    assert admin_client.post(add, {"task": task.pk, "blocker": other.pk}).status_code == 302
    response = admin_client.post(add, {"task": other.pk, "blocker": task.pk})
    assert "in a circle" in refusal_of(response)
    assert TaskDependency.objects.count() == 1


def test_preferences_are_changed_through_the_verb(admin_client, alice, make_series):
    series = make_series().series
    edit(admin_client, alice.preferences, time_zone="Asia/Tokyo")
    due = series.due_at
    series.refresh_from_db()
    assert Preferences.objects.get(pk=alice.pk).time_zone == "Asia/Tokyo"
    assert series.due_at < due


def test_a_zone_that_is_none_is_refused(admin_client, alice):
    refusal = refusal_of(edit(admin_client, alice.preferences, time_zone="Mars/Olympus"))
    assert "is not a time zone" in refusal


@pytest.mark.parametrize("model", ["task", "series"])
def test_materialize_now_makes_the_days(admin_client, clock, make_series, model):
    task = make_series()
    clock.shift(3 * 24 * 3600)
    text = act(admin_client, model, "materialize_now", task).text
    assert "Materialized 3 instances for 1 users, 0 failed." in text
    assert MaterializationCycle.objects.get().instances == 3


def test_materialize_now_works_on_people(admin_client, clock, make_series):
    user = make_series().user
    clock.shift(24 * 3600)
    body = {"action": "materialize_now", "_selected_action": [user.pk]}
    text = admin_client.post("/admin/core/user/", body, follow=True).text
    assert "Materialized 1 instances for 1 users, 0 failed." in text


def test_the_history_of_a_task_is_its_activity(admin_client, task):
    edit(admin_client, task, title="Call Grandpa")
    page = admin_client.get(f"/admin/tasks/task/{task.pk}/history/", follow=True)
    assert "2 results" in page.text or page.context["cl"].result_count == 2
