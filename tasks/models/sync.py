"""Syncing with other calendars: which of our blocks stand there, and how each run went."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.constraints import check_constraint
from core.models import User
from tasks.models.calendar import Calendar, CalendarAccount


class PushedBlockQuerySet(models.QuerySet["PushedBlock"]):
    """The vocabulary for picking ledger rows. Every query starts with `for_user`."""

    def for_user(self, user: User) -> PushedBlockQuerySet:
        return self.filter(user=user)

    def waiting(self) -> PushedBlockQuerySet:
        """What is still to be told there."""
        states = PushedBlock.State
        return self.filter(state__in=[states.PENDING, states.DOUBTED, states.REMOVING])

    def removing(self) -> PushedBlockQuerySet:
        return self.filter(state=PushedBlock.State.REMOVING)

    def past(self, today: date) -> PushedBlockQuerySet:
        """Of days gone by: they stay there, and need not be known here any more."""
        return self.exclude(state=PushedBlock.State.REMOVING).filter(day__lt=today)


class PushedBlock(models.Model):
    """The ledger: one block of ours and the one event it is on another calendar.

    The event's id is chosen here and kept before it is sent, so that sending twice makes one event.
    """

    class State(models.TextChoices):
        PENDING = "pending"  # to be sent as it stands now
        SYNCED = "synced"
        DOUBTED = "doubted"  # the latest listing lacked it: to be looked up
        REMOVING = "removing"  # to be taken away there
        DETACHED = "detached"  # taken away there: left alone until it is changed here
        REFUSED = "refused"  # not accepted there: left alone until it is changed here

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
    # The task, with the day of the series or the chunk: "12", "12/2026-03-02", "12.1". It
    # outlives the rows it names.
    block = models.CharField(max_length=40)
    event_id = models.CharField(max_length=64)
    day = models.DateField(help_text="Where it stands there, by its owner's days.")
    etag = models.TextField(blank=True, default="")
    pushed_hash = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    sent = models.BooleanField(default=False, help_text="It may be there, whatever was answered.")
    removal_confirmed = models.BooleanField(default=False)
    trouble = models.TextField(blank=True, default="")

    objects = PushedBlockQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two workers, a repeated job: one block is one event.
            models.UniqueConstraint(fields=["calendar", "block"], name="block_is_pushed_once"),
            models.UniqueConstraint(
                fields=["calendar", "event_id"], name="pushed_event_is_one_block"
            ),
            check_constraint(
                "pushed_block_state_is_known",
                Q(state__in=["pending", "synced", "doubted", "removing", "detached", "refused"]),
                "A pushed block is pending, synced, doubted, removing, detached or refused.",
            ),
            check_constraint(
                "pushed_block_was_sent_before_it_is_removed",
                ~Q(state__in=["synced", "doubted", "removing", "detached"]) | Q(sent=True),
                "Only what was sent can be synced, doubted, removed or detached.",
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.block} is {self.state}"


class SyncRunQuerySet(models.QuerySet["SyncRun"]):
    """The vocabulary for picking runs. Every query starts with `for_user`."""

    def for_user(self, user: User) -> SyncRunQuerySet:
        return self.filter(user=user)

    def latest_first(self) -> SyncRunQuerySet:
        return self.order_by("-started_at", "-pk")


class SyncRun(models.Model):
    """The sync log: one run over one account, and what came of it."""

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
    read = models.IntegerField(default=0, help_text="Events told anew.")
    removed = models.IntegerField(default=0, help_text="Events that are gone.")
    held = models.IntegerField(default=0, help_text="Deletions that wait for a person.")
    pushed = models.IntegerField(default=0, help_text="Blocks sent.")
    withdrawn = models.IntegerField(default=0, help_text="Blocks taken away there.")
    moved = models.IntegerField(default=0, help_text="Blocks moved there, and so here.")
    trouble = models.TextField(blank=True, default="")

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        indexes = [
            # The log of an account, newest first; retention deletes from its end.
            models.Index(fields=["account", "-started_at"], name="sync_run_of_account"),
        ]

    def __str__(self) -> str:
        return f"sync of account {self.account_id}"
