"""Let the saves of one text become one activity: one entry of the log, one undo."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.models import Activity, Change


def amend(activity: Activity, changes: Sequence[Change], request_key: str) -> None:
    """Let an activity that is about to be logged take the place of an earlier request's.

    Its changes then start from the values before both. The earlier activity stays in the log, as
    history never changes, and counts as undone by this one. Nothing happens when it was undone, or
    when others changed the same fields in between: one undo could not reverse both.
    """
    user = activity.user
    earlier = Activity.objects.for_user(user).filter(request_key=request_key, undone_by=None)
    first = earlier.first()
    if first is None:
        return
    previous = {(row.kind, row.object_id): row for row in first.changes.order_by("pk")}
    pairs = [(change, previous.get((change.kind, change.object_id))) for change in changes]
    if changes and len(changes) == len(previous) and all(_continues(*pair) for pair in pairs):
        activity.undoes = first
        for change, row in pairs:
            change.before = row and row.before


def _continues(change: Change, previous: Change | None) -> bool:
    """Return whether the change starts from the values that the previous one left."""
    return previous is not None and bool(change.before) and previous.after == change.before
