"""The content of the demo account"""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Count
from django_q.models import OrmQ

from core.accounts import close_account
from core.models import User
from tasks.demo import create_demo
from tasks.editing.undo import undo
from tasks.models import Activity, Completion, Domain, Series, Task, TaskInstance

DAY = date(2026, 3, 2)
ZONE = "Europe/Berlin"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, created once because simulating four weeks is slow."""
    with django_db_blocker.unblock():
        user = create_demo("a good long password", ZONE, DAY)
        yield user
        close_account(user)
        OrmQ.objects.all().delete()  # the confirmation mail


def content(user: User) -> list:
    """Return everything that the user sees, without ids."""
    tasks = Task.objects.for_user(user).order_by("pk")
    days = TaskInstance.objects.for_user(user).order_by("task", "recurrence_id")
    shown = ("title", "domain__name", "status", "scheduled_date", "deadline_date", "created_at")
    return [
        *tasks.values_list(*shown, "completed_at", "description"),
        *days.values_list("recurrence_id", "scheduled_date", "status", "completed_at"),
    ]


def test_demo_has_domains_labels_and_tasks(db, demo):
    assert Domain.objects.for_user(demo).count() == 6
    assert Task.objects.for_user(demo).count() == 60
    assert Series.objects.for_user(demo).count() == 13
    assert Task.objects.for_user(demo).pending().filter(domain=None).count() == 3
    assert Task.objects.for_user(demo).filter(parent__parent__isnull=False).count() == 2
    assert Task.objects.filter(user=demo, waits_for__isnull=False).count() == 1


def test_demo_lines_are_all_understood(db, demo):
    titles = Task.objects.for_user(demo).values_list("title", flat=True)
    assert not [title for title in titles if set(title) & set("#@!^") or "every" in title]


def test_demo_day_has_blocks_and_untimed_tasks(db, demo):
    today = Task.objects.for_user(demo).on(DAY)
    assert today.filter(scheduled_time__isnull=False).count() >= 5
    assert today.filter(scheduled_time=None).count() >= 3
    assert TaskInstance.objects.for_user(demo).pending().between(DAY, DAY).count() >= 3


def test_demo_has_four_weeks_of_history(db, demo):
    facts = Completion.objects.for_user(demo)
    days = {fact.completed_at.date() for fact in facts}
    assert len(days) == 28
    assert max(days) < DAY
    assert all(fact.created_at <= fact.completed_at for fact in facts)
    skipped = TaskInstance.objects.for_user(demo).filter(status="skipped")
    assert 0 < skipped.count() < facts.count() / 2


def test_demo_has_some_overdue_instances(db, demo):
    left = TaskInstance.objects.for_user(demo).from_earlier(DAY)
    assert 1 <= left.count() <= 10


def test_demo_instances_reach_the_horizon(db, demo):
    last = TaskInstance.objects.for_user(demo).latest("recurrence_id").recurrence_id
    assert (last - DAY).days == 60


def test_demo_is_created_through_logged_edits(db, demo):
    log = Activity.objects.for_user(demo)
    assert set(log.values_list("source", flat=True)) == {"command"}
    assert not log.annotate(n=Count("changes")).filter(n=0).exists()
    undo(demo, log.latest_first().first().pk)


def test_demo_is_the_same_for_the_same_day(db, demo):
    before = content(demo)
    close_account(demo)
    assert content(create_demo("another password", ZONE, DAY)) == before
