"""Undo and redo of a person's last action, from the activity log; the same in all tabs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core.models import User
from tasks.editing.journal import Journal
from tasks.editing.undo import undo
from tasks.errors import NotFound, Rejected
from tasks.models import Activity, Change

# Steps back that one person may take in a row.
LIMIT = 300


@dataclass(slots=True)
class Action:
    """An action of the person, with the latest activity that carried out or reversed it."""

    pk: int
    latest: int
    done: bool = True


def undo_last(user: User) -> tuple[Journal, int]:
    """Undo the person's last action; return the activity and the id of the undone action.

    Raises `Rejected` if there is none, and `Conflict` like `undo`.
    """
    actions = _actions(user)
    done = [action.pk for action in actions.values() if action.done]
    if not done:
        raise Rejected(_("There is nothing to undo."))
    action = actions[max(done)]
    return undo(user, action.latest), action.pk


def redo_last(user: User) -> tuple[Journal, int]:
    """Redo the action that the person undid last, unless they did something new since.

    Raises `Rejected` if there is none, and `Conflict` like `undo`.
    """
    actions = _actions(user)
    last = max((action.pk for action in actions.values() if action.done), default=0)
    undone = [action.pk for action in actions.values() if not action.done and action.pk > last]
    if not undone:
        raise Rejected(_("There is nothing to redo."))
    action = actions[min(undone)]
    return undo(user, action.latest), action.pk


def undo_request(user: User, request_key: str) -> tuple[Journal, int]:
    """Undo what the request with this Idempotency-Key did. Raises `NotFound` and `Conflict`."""
    activity = Activity.objects.for_user(user).filter(request_key=request_key).first()
    if activity is None:
        raise NotFound("activity")
    return undo(user, activity.pk), _original(user, activity)


def _actions(user: User) -> dict[int, Action]:
    """Return the person's latest actions by id. Undoing an action reverses it, redo does again."""
    actions: dict[int, Action] = {}
    action_of: dict[int, Action] = {}
    for activity in sorted(_recent(user), key=lambda row: row.pk):
        undone = activity.undoes_id
        action = action_of.get(undone) if undone else Action(activity.pk, activity.pk)
        if action is None:  # its action is older than the limit
            continue
        action.latest = activity.pk
        if undone and activity.action == "undo":  # else it continues the edit of a text
            action.done = not action.done
        action_of[activity.pk] = actions[action.pk] = action
    return actions


def _recent(user: User) -> QuerySet[Activity]:
    """Select what the person did on pages. Preferences have their own pages, without undo."""
    rows = Activity.objects.for_user(user).filter(source=Activity.Source.WEB, actor_id=user.pk)
    edits = Change.objects.filter(user=user, activity=OuterRef("pk")).exclude(kind="preferences")
    return rows.filter(Exists(edits)).latest_first()[:LIMIT]


def _original(user: User, activity: Activity) -> int:
    """Return the id of the action that a chain of undo and redo started from."""
    while activity.undoes_id:
        activity = Activity.objects.for_user(user).get(pk=activity.undoes_id)
    return activity.pk
