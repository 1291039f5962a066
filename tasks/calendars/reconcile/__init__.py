"""Reconcile: brings the two sides together, whatever fails in between, and never by guessing.

Reading (`reading`): a listing is taken in whole, with its token, in one transaction. What it lacks
is suspected, and deleted here when a second listing lacks it too, unless that were too much.
Writing (`ledger`, `sending`): one row per block of ours and event of theirs; its id is chosen here
before it is sent, so that whatever is repeated is the same event.
"""

from tasks.calendars.reconcile.deletion_limits import held_removals, too_many
from tasks.calendars.reconcile.ledger import plan
from tasks.calendars.reconcile.pull import delete_suspected, take_in
from tasks.calendars.reconcile.push import send

__all__ = ["delete_suspected", "held_removals", "plan", "send", "take_in", "too_many"]
