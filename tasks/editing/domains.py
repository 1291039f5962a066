"""Edits of domains and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from core.models import User
from core.models.preferences import validate_working_hours
from tasks.editing.cleaning import clean_name
from tasks.editing.commands import DomainFields, subset
from tasks.editing.journal import Journal, journal
from tasks.editing.tasks import archive_rows
from tasks.errors import NotFound, Rejected
from tasks.models import Domain, Label, Task, TaskInstance, TaskLabel
from tasks.palette import next_colour

OpenTasksAction = Literal["move", "thoughts", "archive"]


def add_domain(user: User, fields: DomainFields) -> Journal:
    """Add a domain; without a position it goes last."""
    return add_domains(user, [fields])


def add_domains(user: User, commands: Sequence[DomainFields]) -> Journal:
    """Add domains in this order, all or none."""
    with journal(user, "add a domain") as log:
        for fields in commands:
            add_domain_in(log, fields)
    return log


def add_domain_in(log: Journal, fields: DomainFields) -> Domain:
    """Add a domain as part of a larger activity: last, in a hue that others do not have."""
    existing = Domain.objects.for_user(log.user)
    last = existing.aggregate(last=Max("position"))["last"] or 0
    colours = existing.order_by("pk").values_list("colour", flat=True)
    domain = Domain(user=log.user, position=last + 1, colour=next_colour(list(colours)))
    _set(domain, fields)
    log.add(domain)
    return domain


def change_domain(user: User, pk: int, fields: DomainFields) -> Journal:
    """Change the fields of a domain."""
    with journal(user, "change a domain") as log:
        domain = log.lock_one(Domain.objects.for_user(user), pk)
        _set(domain, fields)
        log.save(domain)
    return log


def move_domain(user: User, pk: int, steps: int) -> Journal:
    """Move an active domain down the list by `steps`, up if negative, at most to an end."""
    with journal(user, "move a domain") as log:
        rows = log.lock(Domain.objects.for_user(user).active())
        rows.sort(key=lambda row: (row.position, row.pk))
        index = next((index for index, row in enumerate(rows) if row.pk == pk), None)
        if index is None:
            raise NotFound("domain")
        rows.insert(max(index + steps, 0), rows.pop(index))
        for position, row in enumerate(rows, 1):
            row.position = position
        log.save(*rows)
    return log


def archive_domain(user: User, pk: int, tasks: OpenTasksAction, to: int | None = None) -> Journal:
    """Archive a domain together with its open tasks, or move them away first.

    `tasks`: "move" open tasks to the domain `to`, move them to "thoughts", or "archive" them. All
    subtasks come along, even completed and archived ones, because a tree has one domain. Other
    completed and archived tasks stay; they can be restored after the domain. Single days that
    were set to this domain move along, or follow their series again. Idempotent.
    """
    with journal(user, "archive a domain") as log:
        domain = log.lock_one(Domain.objects.for_user(user), pk)
        target = _target(user, domain, to) if tasks == "move" else None
        open_tasks = Task.objects.for_user(user).filter(domain=domain).of_open_trees()
        rows = log.lock(open_tasks.with_series())
        if tasks == "archive":
            archive_rows(log, rows)
        else:
            for row in rows:
                row.domain_id = target
            log.save(*rows)
        days = log.lock(TaskInstance.objects.for_user(user).pending().filter(own_domain=domain))
        for day in days:
            day.own_domain_id = target
        log.save(*days)
        domain.archived = True
        log.save(domain)
    return log


def restore_domain(user: User, pk: int) -> Journal:
    """Restore an archived domain. Idempotent."""
    with journal(user, "restore a domain") as log:
        domain = log.lock_one(Domain.objects.for_user(user), pk)
        domain.archived = False
        log.save(domain)
    return log


def add_label(user: User, name: str) -> Journal:
    with journal(user, "add a label") as log:
        log.add(Label(user=user, name=clean_name(name)))
    return log


def change_label(user: User, pk: int, name: str) -> Journal:
    with journal(user, "change a label") as log:
        label = log.lock_one(Label.objects.for_user(user), pk)
        label.name = clean_name(name)
        log.save(label)
    return log


def remove_label(user: User, pk: int) -> Journal:
    """Remove a label from every task, then delete it."""
    with journal(user, "remove a label") as log:
        label = log.lock_one(Label.objects.for_user(user), pk)
        log.remove(*log.lock(TaskLabel.objects.filter(user=user, label=label)))
        log.remove(label)
    return log


def _set(domain: Domain, fields: DomainFields) -> None:
    if "name" in fields:
        domain.name = clean_name(fields["name"])
    if "colour" in fields:
        domain.colour = fields["colour"].lower()
    if fields.get("hours") is not None:
        _reject_invalid_hours(fields["hours"])
    for name, value in subset(fields, ("icon", "position", "hours")).items():
        setattr(domain, name, value)


def _reject_invalid_hours(hours: Any) -> None:
    try:
        validate_working_hours(hours)
    except ValidationError as error:
        raise Rejected(error.messages[0], "hours") from error


def _target(user: User, domain: Domain, to: int | None) -> int:
    if to is None or to == domain.pk:
        raise Rejected(_("Choose another domain to move the tasks to."), "domain_id")
    if not Domain.objects.for_user(user).active().filter(pk=to).exists():
        raise NotFound("domain")
    return to
