"""Sample data with rows of every kind and state, and a function that reads all rows of a user."""

from __future__ import annotations

from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

from core.models import User
from tasks.editing import domains, instances, pauses, tasks
from tasks.editing.columns import column_values
from tasks.editing.journal import KINDS
from tasks.models import Away, Completion, Domain, Label, Task
from tests.conftest import NOW, instances_of

TODAY = NOW.date()


def added(log: Any) -> Any:
    """Return the row that an activity added."""
    change = log.changes[0]
    return KINDS[change.kind]._default_manager.get(pk=change.object_id)


def world_of(user: User) -> SimpleNamespace:
    """Add rows of every kind and state for a user without data, and return them by name."""

    def task(title: str, **fields: Any) -> Task:
        command: Any = {"title": title, **fields}
        return added(tasks.add(user, command))

    home: Domain = added(domains.add_domain(user, {"name": "Home"}))
    work: Domain = added(domains.add_domain(user, {"name": "Work"}))
    label: Label = added(domains.add_label(user, "errand"))
    trip = task("Trip", domain_id=home.pk, duration=60, labels=[label.pk])
    train = task("Book the train", parent_id=trip.pk, scheduled_date=TODAY)
    seat = task("Choose a seat", parent_id=train.pk)
    pack = task("Pack", parent_id=trip.pk, blocked_by=[train.pk])
    report = task("Report", domain_id=work.pk, impact=1, deadline_date=TODAY)
    tax = task("Tax return", domain_id=home.pk, description="Where is the form?")
    old = task("Old plan", domain_id=home.pk)
    thought = task("A thought")
    daily = {"rrule": "FREQ=DAILY", "starts_on": TODAY, "starts_at": time(8)}
    plants = task("Water the plants", domain_id=home.pk, series=daily)
    sometimes = {"rrule": "FREQ=DAILY;INTERVAL=3", "starts_on": TODAY, "kind": "after_completion"}
    filter_ = task("Change the filter", domain_id=home.pk, series=sometimes)
    tasks.complete(user, tax.pk)
    tasks.archive(user, old.pk)
    days = instances_of(plants)
    instances.complete(user, days[0].pk)
    instances.skip(user, days[1].pk)
    instances.change(user, days[5].pk, {"scheduled_date": TODAY + timedelta(days=6)})
    instances.change(user, days[7].pk, {"own_title": "Water them twice", "own_domain_id": work.pk})
    away: Away = added(
        pauses.add_away(user, TODAY + timedelta(days=40), TODAY + timedelta(days=42))
    )
    return SimpleNamespace(
        user=user,
        away=away,
        **{name: row for name, row in locals().items() if isinstance(row, (Domain, Label, Task))},
        days=instances_of(plants),
        first=instances_of(filter_)[0],
    )


def everything(user: User) -> dict[str, dict[int, dict[str, Any]]]:
    """Return all rows of a user by kind and id, without counters, and the completion facts."""
    rows = {
        kind: {row.pk: column_values(row) for row in model._default_manager.filter(user=user)}
        for kind, model in KINDS.items()
    }
    facts = Completion.objects.for_user(user).not_taken_back()
    return rows | {"facts": {pk: {} for pk in _fact_keys(facts)}}


def _fact_keys(facts: Any) -> set[Any]:
    return set(facts.values_list("task", "recurrence_id", "completed_at"))
