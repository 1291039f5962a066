"""The domain of tasks that name none, so that no task is lost among the thoughts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.actor import act_as
from core.models import User
from tasks.editing import domains
from tasks.editing.journal import Journal, journal
from tasks.models import Domain


def default_domain(log: Journal) -> int:
    """Return the id of the domain that the person chose, or else of their first one.

    Without an active domain, "Personal" is added as part of the activity.
    """
    active = Domain.objects.for_user(log.user).active().order_by("position", "pk")
    pks = list(active.values_list("pk", flat=True))
    chosen = log.user.preferences.default_domain
    if chosen in pks:
        return chosen
    return pks[0] if pks else domains.add_domain_in(log, {"name": _("Personal")}).pk


def ensure_domain(user: User) -> None:
    """Add "Personal" for a person without an active domain. Idempotent."""
    if not Domain.objects.for_user(user).active().exists():
        # Not by the person: undo of their last action must not remove it.
        with act_as("job"), journal(user, "add a domain") as log:
            default_domain(log)
