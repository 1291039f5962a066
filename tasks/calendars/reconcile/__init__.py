"""Reconciles local and remote calendars without losing or duplicating anything when it fails.

Pull (`pull`): a listing is applied as a whole, with its sync token, in one transaction. An event
that is missing from a complete listing is deleted locally when a second one lacks it too, unless
that would be too many deletions.
Push (`ledger`, `push`): one ledger row per local block and remote event. The event's id is chosen
and stored before it is sent, so a repeated request refers to the same event.
"""

from tasks.calendars.reconcile.deletion_limits import held_removals, too_many_deletions
from tasks.calendars.reconcile.ledger import plan_push
from tasks.calendars.reconcile.pull import apply_listing, delete_held_events
from tasks.calendars.reconcile.push import send

__all__ = [
    "apply_listing",
    "delete_held_events",
    "held_removals",
    "plan_push",
    "send",
    "too_many_deletions",
]
