"""Other calendars: accounts, their calendars, and the user's choices for each."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from tasks.constants import CALENDAR_BUDGET
from tasks.models.history import Activity


class CalendarAccountQuerySet(models.QuerySet["CalendarAccount"]):
    """Queries for accounts. Every query starts with `for_user`."""

    def for_user(self, user: User) -> CalendarAccountQuerySet:
        return self.filter(user=user)

    def due(self, now: datetime) -> CalendarAccountQuerySet:
        """Accounts whose next sync is due, or whose user changed something that is not pushed yet.

        The activity log serves as the outbox, so no change needs a second record.
        """
        newer = Activity.objects.filter(user=OuterRef("user"), pk__gt=OuterRef("pushed_rev"))
        resting = Q(push_retry_at__gt=now)
        receiving = Calendar.objects.filter(account=OuterRef("pk"), receives_blocks=True)
        pushes = receiving.exclude(resting)
        behind = Q(Exists(pushes), Exists(newer), failures=0)
        return (
            self.exclude(state=CalendarAccount.State.SIGNED_OUT)
            .filter(Q(next_sync_at__lte=now) | behind)
            .filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
            .filter(Q(queued_until=None) | Q(queued_until__lte=now))
        )


class CalendarAccount(models.Model):
    """A connection to one calendar provider, and the state of its sync."""

    class Provider(models.TextChoices):
        GOOGLE = "google", "Google"
        CALDAV = "caldav", "CalDAV"
        ICS = "ics", "ICS"

    class State(models.TextChoices):
        CONNECTING = "connecting"
        ACTIVE = "active"
        SIGNED_OUT = "signed_out"
        LEAVING = "leaving"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_accounts", db_index=False
    )
    provider = models.CharField(max_length=6, choices=Provider)
    # The identity at the provider: the Google user id, or the address of a feed.
    identity = models.TextField(blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")
    credentials = models.TextField(blank=True, default="", editable=False)  # core.crypto
    # Email addresses that invitations reach the person at, as the provider says.
    addresses = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True, editable=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.CONNECTING)
    trouble = models.TextField(blank=True, default="", help_text=_("The latest error."))
    failures = models.PositiveIntegerField(default=0, editable=False)
    next_sync_at = models.DateTimeField(default=timezone.now)
    # A sync is queued; no other is queued before this time.
    queued_until = models.DateTimeField(null=True, blank=True, editable=False)
    # A worker syncs it until then; other workers skip it.
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    synced_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the provider last notified us of a change.
    notified_at = models.DateTimeField(null=True, blank=True, editable=False)
    pushed_rev = models.BigIntegerField(default=0, editable=False)
    # Token bucket: the requests left, and when they were counted.
    budget = models.FloatField(default=CALENDAR_BUDGET, editable=False)
    budget_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CalendarAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider", "identity"],
                condition=~Q(identity=""),
                name="calendar_account_is_connected_once",
                violation_error_message=_("This account is already connected."),
            ),
            # What the composite foreign keys refer to; also lists a user's accounts.
            models.UniqueConstraint(fields=["user", "id"], name="calendar_account_of_user"),
            check_constraint(
                "calendar_account_provider_is_known",
                Q(provider__in=["google", "caldav", "ics"]),
                _("A calendar account is Google, CalDAV or an ICS feed."),
            ),
            check_constraint(
                "calendar_account_state_is_known",
                Q(state__in=["connecting", "active", "signed_out", "leaving"]),
                _("A calendar account is connecting, active, signed out or leaving."),
            ),
            check_constraint(
                "calendar_account_signed_out_says_why",
                ~Q(state="signed_out") | ~Q(trouble=""),
                _("A signed-out account needs a reason."),
            ),
        ]
        indexes = [
            # Every minute: the accounts that are due.
            models.Index(fields=["next_sync_at"], name="calendar_account_due"),
        ]

    def __str__(self) -> str:
        return self.name or self.get_provider_display()


class CalendarQuerySet(models.QuerySet["Calendar"]):
    """Queries for calendars. Every query starts with `for_user`."""

    def for_user(self, user: User) -> CalendarQuerySet:
        return self.filter(user=user)

    def listed(self) -> CalendarQuerySet:
        """Calendars that the account still lists."""
        return self.filter(gone_at=None)

    def wanted(self) -> CalendarQuerySet:
        """Calendars whose events are copied, and the one that receives blocks even if unlisted."""
        wanted = Q(gone_at=None) & (Q(shown=True) | Q(busy=True))
        return self.filter(wanted | Q(receives_blocks=True)).exclude(remote_id="")

    def without_channel(self, at: datetime) -> CalendarQuerySet:
        """Calendars whose channel has ended by then, or that may request a new one."""
        return self.filter(Q(channel_until=None) | Q(channel_until__lte=at))

    def watched(self, now: datetime) -> CalendarQuerySet:
        """Calendars with a live channel: it has not ended, and its messages arrive."""
        return self.filter(channel_confirmed=True, channel_until__gt=now)

    def polled(self, now: datetime) -> CalendarQuerySet:
        """Wanted calendars without a live channel."""
        return self.wanted().exclude(pk__in=self.watched(now).values("pk"))


class Calendar(models.Model):
    """One calendar of an account: shown or not, busy or not, and whether it receives blocks."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    account = models.ForeignKey(
        CalendarAccount,
        models.CASCADE,
        related_name="calendars",
        db_constraint=False,
        db_index=False,
    )
    remote_id = models.TextField(
        blank=True, default="", help_text=_("Empty until the calendar has been created remotely.")
    )
    name = models.CharField(max_length=200)
    colour = models.CharField(max_length=7, default="#7a8194")
    zone = models.CharField(max_length=64, blank=True, default="")
    writable = models.BooleanField(default=False)
    shown = models.BooleanField(default=True)
    busy = models.BooleanField(default=True, help_text=_("The planner works around its events."))
    receives_blocks = models.BooleanField(default=False, help_text=_("Blocks are pushed into it."))
    made_here = models.BooleanField(
        default=False, help_text=_("Created by Whendoist for its blocks.")
    )
    to_delete = models.BooleanField(
        default=False, help_text=_("To be deleted remotely, with everything in it.")
    )
    with_untimed = models.BooleanField(
        default=False, help_text=_("Repeating tasks without a time.")
    )
    # The provider's token for the next incremental sync; empty: a full sync.
    sync_token = models.TextField(blank=True, default="", editable=False)
    read_until = models.DateField(null=True, blank=True, editable=False)
    # The number of the latest complete listing; each event stores the last one that contained it.
    generation = models.PositiveIntegerField(default=1, editable=False)
    gone_at = models.DateTimeField(null=True, blank=True, editable=False)
    trouble = models.TextField(blank=True, default="", editable=False)
    # Pairs of a title and a reason (`tasks.calendars.parsing.ignored`), from the latest listing.
    ignored = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True, editable=False
    )
    failures = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # After a failure it is not read, or not pushed to, before these times.
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    push_retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When it was last read; our copy is stale since then.
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    held = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text=_("Entries that are suddenly missing, kept until the user confirms."),
    )
    # The channel by which the provider notifies us (tasks.calendars.channels), and what it calls
    # the calendar. Without a channel: request none until a day before this time.
    channel = models.TextField(blank=True, default="", db_default="", editable=False)
    channel_resource = models.TextField(blank=True, default="", db_default="", editable=False)
    channel_until = models.DateTimeField(null=True, blank=True, editable=False)
    channel_confirmed = models.BooleanField(default=False, db_default=False, editable=False)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "remote_id"],
                name="calendar_is_one_row",
                violation_error_message=_("Wait until the calendar has been created."),
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(receives_blocks=True),
                name="calendar_receives_blocks_once_per_account",
                violation_error_message=_("Only one calendar of an account can receive blocks."),
            ),
            models.UniqueConstraint(fields=["user", "id"], name="calendar_of_user"),
            check_constraint(
                "calendar_of_others_is_not_written",
                Q(made_here=True) | Q(receives_blocks=False, to_delete=False),
                _("Blocks can only be written to, and deleted with, a calendar made for them."),
            ),
            check_constraint(
                "calendar_colour_is_hex",
                Q(colour__regex=r"^#[0-9a-f]{6}$"),
                _("Write the colour like #3553c8."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
