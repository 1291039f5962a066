"""The journal: every edit locks its rows, saves them and logs their values before and after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import actor, clock, live
from core.constraints import violation_message
from core.models import Preferences, User
from core.prepared import BoundQuery, prepared
from tasks.editing import amending, completions
from tasks.editing.columns import column_values
from tasks.editing.duplicate_requests import reject_duplicate_request
from tasks.editing.sql import ROWS_AT_ONCE, insert_activity, update
from tasks.errors import Conflict, NotFound, Rejected
from tasks.models import (
    Activity,
    Away,
    Change,
    Domain,
    Label,
    Series,
    Task,
    TaskDependency,
    TaskInstance,
    TaskLabel,
)

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])
Values = dict[str, Any]

KINDS: dict[str, type[Model]] = {
    "domain": Domain,
    "label": Label,
    "task": Task,
    "task_label": TaskLabel,
    "dependency": TaskDependency,
    "series": Series,
    "instance": TaskInstance,
    "preferences": Preferences,
    "away": Away,
}
KIND_OF = {model: kind for kind, model in KINDS.items()}


class Journal:
    """The rows of one activity: locked, changed and logged."""

    def __init__(self, user: User, action: str, undoes: Activity | None = None) -> None:
        self.user = user
        self.today = clock.today(user)
        self.now = clock.now()
        self.activity = Activity(
            user=user,
            actor_id=actor.current().user_id,
            source=actor.current().source,
            request_key=actor.current().request_key,
            request_fingerprint=actor.current().fingerprint,
            action=action,
            undoes=undoes,
        )
        self.changes: list[Change] = []
        self.amends = ""  # the key of an earlier request that this one continues
        self.previous_revision = 0  # the user's revision before this activity; set by `close`
        self._before: dict[tuple[str, int], Values] = {}
        self._logged: list[tuple[Model, Values | None, Values | None]] = []

    def lock(self, query: QuerySet[Row] | BoundQuery[Row]) -> list[Row]:
        """Lock rows for the rest of the activity, in id order, and remember their values.

        A prepared query must lock its rows itself (`locked`).
        """
        rows = query.rows() if isinstance(query, BoundQuery) else list(locked(query))
        for row in rows:
            self._before[self._key(row)] = column_values(row)
        return rows

    def get_locked(
        self, query: Callable[[User, Collection[int]], BoundQuery[Row]], pks: Collection[int]
    ) -> list[Row]:
        """Lock the rows of these ids and the related rows that `query` selects.

        Raises `NotFound` when an id does not exist or belongs to another user.
        """
        bound = query(self.user, pks)
        rows = self.lock(bound)
        if not set(pks) <= {row.pk for row in rows}:
            raise NotFound(str(bound.model._meta.verbose_name))
        return rows

    def lock_one(self, queryset: QuerySet[Row], pk: int | None) -> Row:
        """Lock one row. Raises `NotFound` when it does not exist or belongs to another user."""
        for row in self.lock(queryset.filter(pk=pk)):
            return row
        raise NotFound(str(queryset.model._meta.verbose_name))

    def reject_conflict(self, row: Any, fields: Mapping[str, object], version: int | None) -> None:
        """Raise `Conflict` if one of `fields` got another value since the caller's `version`.

        Later changes of other fields are no conflict. Without a version nothing is compared.
        """
        changed = self.changed_since(row, version)
        conflicts = [
            name for name in fields if name in changed and getattr(row, name) != fields[name]
        ]
        if conflicts:
            names = ", ".join(name.replace("_", " ") for name in conflicts)
            sentence = ngettext(
                "Another change to this field was saved first: %(names)s."
                " The current value is shown.",
                "Other changes to these fields were saved first: %(names)s."
                " The current values are shown.",
                len(conflicts),
            )
            raise Conflict(sentence % {"names": names}, row)

    def changed_since(self, row: Any, version: int | None) -> set[str]:
        """Return the fields of a row that changed since a version: each is one change in the log.

        Version 0 is before the row was added.
        """
        kind, pk = self._key(row)
        missed = row.version - version if version is not None else 0
        log = Change.objects.filter(user=self.user, kind=kind, object_id=pk).order_by("-pk")
        return set().union(*(change.after or {} for change in log[: max(missed, 0)]))

    def save(self, *rows: Model, facts_stand: bool = False) -> None:
        """Write and log the fields that changed since the rows were locked.

        With `facts_stand`, reopened rows keep their completion facts.
        """
        changed = [(row, fields) for row in rows if (fields := self._log_change(row, facts_stand))]
        if not changed:
            return
        model = type(changed[0][0])
        written = set().union(*(fields for _, fields in changed)) | _stamp(model, changed, self.now)
        update([row for row, _ in changed], sorted(written))

    def add(self, *rows: Model) -> None:
        """Insert new rows or, when undoing, removed rows under their old ids."""
        if not rows:
            return
        type(rows[0])._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        for row in rows:
            self._before[self._key(row)] = column_values(row)
            self._log(row, None, column_values(row))

    def remove(self, *rows: Model) -> None:
        """Delete locked rows. Delete rows that reference them first."""
        if not rows:
            return
        for row in rows:
            self._log(row, self._before[self._key(row)], None)
        # Before the rows are deleted: a fact loses the link to its task then.
        completions.update_completion_facts(
            self.user, [_completion_change(row, column_values(row), None) for row in rows], self.now
        )
        model = type(rows[0])
        model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()

    def erase(self, *rows: Model) -> None:
        """Delete locked rows with their instances, series, labels and time entries permanently.

        The log has their ids alone, so this can't be undone. Completion facts stay.
        """
        if not rows:
            return
        for row in rows:
            self._log(row, {}, None)
        type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()

    def close(self) -> None:
        """Log the activity with its changes, update completion facts and notify open tabs.

        An edit that changed nothing is not logged, unless its request has a key: a copy of that
        request must change nothing later either.
        """
        if not self._logged and not self.activity.request_key:
            return
        if self.amends:
            amending.amend(self.activity, self.changes, self.amends)
        self.previous_revision = insert_activity(self.activity, self.changes)
        completed = [
            _completion_change(*values)
            for values, change in zip(self._logged, self.changes, strict=True)
            if change.after is not None and not change.facts_stand
        ]
        completions.update_completion_facts(self.user, completed, self.now)
        live.notify(self.user.pk, rev=self.activity.pk, client=actor.current().client)

    def _log_change(self, row: Model, facts_stand: bool) -> set[str]:
        old, new = self._before[self._key(row)], column_values(row)
        fields = {name for name in new if new[name] != old[name]}
        if fields:
            self._log(row, _only(old, fields), _only(new, fields), facts_stand)
            self._before[self._key(row)] = new
        return fields

    def _log(
        self, row: Model, before: Values | None, after: Values | None, facts_stand: bool = False
    ) -> None:
        kind, pk = self._key(row)
        self._logged.append((row, before, after))
        self.changes.append(
            Change(
                kind=kind,
                object_id=pk,
                before=before,
                after=after,
                facts_stand=facts_stand,
            )
        )

    def _key(self, row: Model) -> tuple[str, int]:
        return KIND_OF[type(row)], row.pk


@contextmanager
def journal(user: User, action: str, undoes: Activity | None = None) -> Iterator[Journal]:
    """Open an activity of a user: one transaction, one log entry, one undo.

    The lock on the user's preferences serializes their edits: two tabs cannot create a cycle of
    subtasks together, or read a revision and miss an older one that commits later.
    Raises `Rejected` with the sentence of a violated database constraint (`Conflict` when undoing),
    `DuplicateRequest` when the request was already carried out, and `NotFound` when the account
    was closed in the meantime.
    """
    try:
        with transaction.atomic():
            user.preferences = _lock(user)
            reject_duplicate_request(user)
            log = Journal(user, action, undoes)
            yield log
            log.close()
    except IntegrityError as error:
        sentence = violation_message(error)
        if undoes:
            raise Conflict(sentence or _("Something else is in its place now.")) from error
        if sentence:
            raise Rejected(sentence) from error
        raise
    except (DataError, OverflowError) as error:
        raise Rejected(_("A number, date or text is too large.")) from error


def locked(queryset: Rows) -> Rows:
    """Lock the rows for update, in id order so that two edits cannot deadlock."""
    return queryset.order_by("pk").select_for_update(of=("self",), no_key=True)


@prepared
def _preferences(user: User) -> QuerySet[Preferences]:
    return locked(Preferences.objects.filter(user=user))


def _lock(user: User) -> Preferences:
    preferences = _preferences(user).first()
    if preferences is None:
        raise NotFound("account")
    return preferences


def _completion_change(
    row: Model, before: Values | None, after: Values | None
) -> tuple[Model, str | None, str | None]:
    old, new = (before or {}).get("completed_at"), (after or {}).get("completed_at")
    archived = (after or {}).get("status") == Task.Status.ARCHIVED
    return row, old, old if archived else new  # archiving does not undo a completion


def _only(values: Values, fields: Iterable[str]) -> Values:
    return {name: values[name] for name in fields}


def _stamp(model: type[Model], changed: list[tuple[Any, set[str]]], now: Any) -> set[str]:
    """Increase `version` and set `updated_at` on models that have them; return their names."""
    names = {field.name for field in model._meta.concrete_fields} & {"version", "updated_at"}
    for row, _fields in changed:
        if "version" in names:
            row.version += 1
        if "updated_at" in names:
            row.updated_at = now
    return names
