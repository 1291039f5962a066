"""Sync with other calendars: the ledger of pushed blocks, and the log of sync runs."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from tasks.models.calendar import Calendar, CalendarAccount


class PushedBlockQuerySet(models.QuerySet["PushedBlock"]):
    """Queries for ledger rows. Every query starts with `for_user`."""

    def for_user(self, user: User) -> PushedBlockQuerySet:
        return self.filter(user=user)

    def waiting(self) -> PushedBlockQuerySet:
        """Blocks whose latest state has not been pushed yet."""
        states = PushedBlock.State
        return self.filter(state__in=[states.PENDING, states.DOUBTED, states.REMOVING])

    def past(self, today: date) -> PushedBlockQuerySet:
        """Blocks of past days: their events stay, but the ledger can forget them."""
        return self.exclude(state=PushedBlock.State.REMOVING).filter(day__lt=today)


class PushedBlock(models.Model):
    """A ledger row: one block and its one event on another calendar.

    The event id is chosen and stored before the event is sent, so sending twice makes one event.
    """

    class State(models.TextChoices):
        PENDING = "pending"  # to be sent in its current form
        SYNCED = "synced"
        DOUBTED = "doubted"  # perhaps deleted or moved to another calendar: to be looked up
        REMOVING = "removing"  # to be deleted remotely
        DETACHED = "detached"  # deleted remotely: not sent again until it changes here
        REFUSED = "refused"  # rejected remotely: not sent again until it changes here

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    calendar = models.ForeignKey(
        Calendar, models.CASCADE, related_name="pushed", db_constraint=False, db_index=False
    )
    # The task, with the day of its series or the number of its chunk: "12", "12/2026-03-02",
    # "12.1". It remains after the rows it names are deleted.
    block = models.CharField(max_length=40)
    event_id = models.CharField(max_length=64)
    day = models.DateField(help_text=_("The day of the event, by its owner's days."))
    etag = models.TextField(blank=True, default="")
    pushed_hash = models.CharField(
        max_length=64, blank=True, default="", help_text=_("A digest of the block as last sent.")
    )
    # When the event was when both sides last agreed: what moved since is compared with it.
    agreed_starts_at = models.DateTimeField(null=True, blank=True)
    agreed_ends_at = models.DateTimeField(null=True, blank=True)
    agreed_day = models.DateField(null=True, blank=True, help_text=_("Of an all-day event."))
    seen_in = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text=_("The remote id of another calendar of the account that has the event too."),
    )
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    sent = models.BooleanField(
        default=False, help_text=_("It was sent and may exist, whatever the response was.")
    )
    trouble = models.TextField(blank=True, default="")

    objects = PushedBlockQuerySet.as_manager()

    class Meta:
        constraints = [
            # One event per block, even with two workers or a repeated job.
            models.UniqueConstraint(fields=["calendar", "block"], name="block_is_pushed_once"),
            models.UniqueConstraint(
                fields=["calendar", "event_id"], name="pushed_event_is_one_block"
            ),
            check_constraint(
                "pushed_block_state_is_known",
                Q(state__in=["pending", "synced", "doubted", "removing", "detached", "refused"]),
                _("A pushed block is pending, synced, doubted, removing, detached or refused."),
            ),
            check_constraint(
                "pushed_block_was_sent_before_it_is_removed",
                ~Q(state__in=["synced", "doubted", "removing", "detached"]) | Q(sent=True),
                _("Only what was sent can be synced, doubted, removed or detached."),
            ),
            check_constraint(
                "pushed_block_is_timed_or_all_day",
                Q(agreed_day=None, agreed_starts_at=None, agreed_ends_at=None)
                | Q(agreed_day__isnull=False, agreed_starts_at=None, agreed_ends_at=None)
                | Q(
                    agreed_day=None,
                    agreed_starts_at__isnull=False,
                    agreed_ends_at__isnull=False,
                    agreed_ends_at__gte=F("agreed_starts_at"),
                ),
                _("A pushed event has a start and an end, or a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.block} is {self.state}"


class SyncRunQuerySet(models.QuerySet["SyncRun"]):
    """Queries for runs. Every query starts with `for_user`."""

    def for_user(self, user: User) -> SyncRunQuerySet:
        return self.filter(user=user)

    def latest_first(self) -> SyncRunQuerySet:
        return self.order_by("-started_at", "-pk")


class SyncRun(models.Model):
    """The sync log: one run of one account and its result."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    account = models.ForeignKey(
        CalendarAccount, models.CASCADE, related_name="runs", db_constraint=False, db_index=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    seconds = models.FloatField(default=0)
    read = models.IntegerField(default=0, help_text=_("Events added or changed."))
    removed = models.IntegerField(default=0, help_text=_("Events removed."))
    held = models.IntegerField(default=0, help_text=_("Deletions that need the user's OK."))
    pushed = models.IntegerField(default=0, help_text=_("Blocks sent."))
    withdrawn = models.IntegerField(default=0, help_text=_("Blocks deleted remotely."))
    moved = models.IntegerField(default=0, help_text=_("Blocks moved remotely and therefore here."))
    trouble = models.TextField(blank=True, default="")

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        indexes = [
            # The log of an account, newest first; retention deletes from its end.
            models.Index(fields=["account", "-started_at"], name="sync_run_of_account"),
        ]

    def __str__(self) -> str:
        return f"sync of account {self.account_id}"
