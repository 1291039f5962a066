"""The journal: every edit locks its rows, saves them and writes down before and after here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, transaction
from django.db.models import Model, QuerySet

from core import actor, clock, live
from core.constraints import violation_message
from core.models import Preferences, User
from core.prepared import BoundQuery, prepared
from tasks.editing import completions
from tasks.editing.duplicate_requests import reject_duplicate_request
from tasks.editing.sql import ROWS_AT_ONCE, insert_activity, update
from tasks.errors import Conflict, NotFound, Rejected
from tasks.models import (
    Activity,
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
}
KIND_OF = {model: kind for kind, model in KINDS.items()}
# Bookkeeping: not what a person did, so neither compared nor put back.
BOOKKEEPING = {"version", "updated_at", "materialized_until", "due_at"}


class Journal:
    """The rows one activity touches."""

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
        self.previous_revision = 0  # the person's revision before, once it is closed
        self._before: dict[tuple[str, int], Values] = {}
        self._notes: list[tuple[Model, Values | None, Values | None]] = []

    def lock(self, query: QuerySet[Row] | BoundQuery[Row]) -> list[Row]:
        """Lock rows for the rest of the activity, in id order, and remember what they say.

        A compiled query has it in its SQL that it locks (`locked`).
        """
        rows = query.rows() if isinstance(query, BoundQuery) else list(locked(query))
        for row in rows:
            self._before[self._key(row)] = column_values(row)
        return rows

    def get_locked(
        self, query: Callable[[User, Collection[int]], BoundQuery[Row]], pks: Collection[int]
    ) -> list[Row]:
        """Lock the rows of these ids, with what else `query` finds by them.

        Raises `NotThere` when one of the ids is missing or somebody else's.
        """
        question = query(self.user, pks)
        found = self.lock(question)
        if not set(pks) <= {row.pk for row in found}:
            raise NotFound(str(question.model._meta.verbose_name))
        return found

    def lock_one(self, queryset: QuerySet[Row], pk: int | None) -> Row:
        """Lock the one row. Raises `NotThere` when it is missing or somebody else's."""
        for row in self.lock(queryset.filter(pk=pk)):
            return row
        raise NotFound(str(queryset.model._meta.verbose_name))

    def reject_conflict(self, row: Any, fields: Mapping[str, object], version: int | None) -> None:
        """Raise `Conflict` if others set one of `fields` differently since the caller's `version`.

        Each version is one change in the log, so what happened since is known field by field, and
        changes to other fields are simply kept. No version given, nothing compared.
        """
        kind, pk = self._key(row)
        missed = row.version - version if version is not None else 0
        log = Change.objects.filter(user=self.user, kind=kind, object_id=pk).order_by("-pk")
        theirs = set().union(*(change.after or {} for change in log[: max(missed, 0)]))
        clash = [name for name in fields if name in theirs and getattr(row, name) != fields[name]]
        if clash:
            names = " and ".join(name.replace("_", " ") for name in clash)
            raise Conflict(f"The {names} was changed meanwhile. Here is how it stands now.", row)

    def save(self, *rows: Model, facts_stand: bool = False) -> None:
        """Write the fields that changed since the rows were locked; none changed, none written.

        With `facts_stand`, what was completed counts as done although it is pending again.
        """
        changed = [(row, fields) for row in rows if (fields := self._note_change(row, facts_stand))]
        if not changed:
            return
        model = type(changed[0][0])
        written = set().union(*(fields for _, fields in changed)) | _stamp(model, changed, self.now)
        update([row for row, _ in changed], sorted(written))

    def add(self, *rows: Model) -> None:
        """Insert new rows (or, undoing, the very rows that were removed)."""
        if not rows:
            return
        type(rows[0])._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        for row in rows:
            self._before[self._key(row)] = column_values(row)
            self._note(row, None, column_values(row))

    def remove(self, *rows: Model) -> None:
        """Delete locked rows; whoever hangs on them must have been removed before."""
        if not rows:
            return
        for row in rows:
            self._note(row, self._before[self._key(row)], None)
        # While the rows are there: a fact whose task goes loses its link to it.
        completions.update_completion_facts(
            self.user, [_completion_move(row, column_values(row), None) for row in rows], self.now
        )
        model = type(rows[0])
        model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()

    def close(self) -> None:
        """Write the activity and its changes. An edit that changed nothing leaves no trace.

        Unless its client named it by a key: sent again later, it must still change nothing.
        """
        if not self._notes and not self.activity.request_key:
            return
        self.previous_revision = insert_activity(self.activity, self.changes)
        moves = [
            _completion_move(*note)
            for note, change in zip(self._notes, self.changes, strict=True)
            if change.after is not None and not change.facts_stand
        ]
        completions.update_completion_facts(self.user, moves, self.now)
        live.notify(self.user.pk, rev=self.activity.pk, client=actor.current().client)

    def _note_change(self, row: Model, facts_stand: bool) -> set[str]:
        old, new = self._before[self._key(row)], column_values(row)
        fields = {name for name in new if new[name] != old[name]}
        if fields:
            self._note(row, _only(old, fields), _only(new, fields), facts_stand)
            self._before[self._key(row)] = new
        return fields

    def _note(
        self, row: Model, before: Values | None, after: Values | None, facts_stand: bool = False
    ) -> None:
        kind, pk = self._key(row)
        self._notes.append((row, before, after))
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
    """One activity of one person: a transaction, a log entry, a unit of undo.

    The lock on the person's preferences makes their edits happen one after another: two tabs can
    neither build a cycle of subtasks together nor read a revision and miss an older one.
    Raises `Refused` with its sentence when a constraint of the database says no (`Conflict` when
    undoing), `AlreadyDone` when the client's request was carried out before, and `NotThere` when
    the account was closed meanwhile.
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
            raise Conflict(sentence or "Something else stands there by now.") from error
        if sentence:
            raise Rejected(sentence) from error
        raise
    except (DataError, OverflowError) as error:
        raise Rejected("A number, a date or a text is too large.") from error


def locked(queryset: Rows) -> Rows:
    """The rows in id order, lest two wait for each other, kept as they are by the transaction."""
    return queryset.order_by("pk").select_for_update(of=("self",), no_key=True)


@prepared
def _preferences(user: User) -> QuerySet[Preferences]:
    return locked(Preferences.objects.filter(user=user))


def _lock(user: User) -> Preferences:
    found = _preferences(user).first()
    if found is None:
        raise NotFound("account")
    return found


def column_values(row: Model) -> Values:
    """What a row says, by column name, in the form the log stores."""
    return {
        field.attname: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in BOOKKEEPING
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (date, time)):  # and datetime, to the microsecond
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _completion_move(
    row: Model, before: Values | None, after: Values | None
) -> tuple[Model, str | None, str | None]:
    was, at = (before or {}).get("completed_at"), (after or {}).get("completed_at")
    put_away = (after or {}).get("status") == Task.Status.ARCHIVED
    return row, was, was if put_away else at  # it was done all the same


def _only(values: Values, fields: Iterable[str]) -> Values:
    return {name: values[name] for name in fields}


def _stamp(model: type[Model], changed: list[tuple[Any, set[str]]], now: Any) -> set[str]:
    """Count the version up and note the time, on models that have them."""
    names = {field.name for field in model._meta.concrete_fields} & {"version", "updated_at"}
    for row, _ in changed:
        if "version" in names:
            row.version += 1
        if "updated_at" in names:
            row.updated_at = now
    return names
