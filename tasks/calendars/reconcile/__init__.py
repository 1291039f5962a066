"""Reconciles local and remote calendars without losing or duplicating anything when it fails.

Pull (`pull`, `missing`): a listing is applied as a whole, with its sync token, in one transaction.
An entry that is still listed with other times has changed. A single one that is missing is deleted,
several when a second listing lacks them too; what looks like an accident waits for the person.
Push (`ledger`, `push`): one ledger row per local block and remote event. The event's id is chosen
and stored before it is sent, so a repeated request refers to the same event.
"""

from tasks.calendars.reconcile.ledger import blocks_to_push, plan_push
from tasks.calendars.reconcile.pull import apply_listing, delete_held_events
from tasks.calendars.reconcile.push import send

__all__ = [
    "apply_listing",
    "blocks_to_push",
    "delete_held_events",
    "plan_push",
    "send",
]
