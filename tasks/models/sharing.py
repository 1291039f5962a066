"""Calendar feeds, app passwords, and the state of CalDAV clients."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from tasks.models.domain import Domain
from tasks.models.task import Task

SECRET_BYTES = 24  # 192 bits cannot be guessed, so a fast hash is enough


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """Return the hash under which a secret is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Queries for feeds. Every query starts with `for_user`, or with the secret."""

    def for_user(self, user: User) -> CalendarFeedQuerySet:
        return self.filter(user=user)

    def opened_by(self, secret: str) -> CalendarFeedQuerySet:
        return self.filter(digest=digest_of(secret), user__is_active=True)


class CalendarFeed(models.Model):
    """A secret address from which other calendars read a user's plan. Deleting it revokes it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds", db_index=False
    )
    name = models.CharField(max_length=100)
    domain = models.ForeignKey(
        Domain,
        models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text=_("Empty: all domains."),
    )
    blocks_only = models.BooleanField(
        default=False, help_text=_("Only tasks with a date and a time.")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            # Lists a user's feeds.
            models.UniqueConstraint(fields=["user", "id"], name="calendar_feed_of_user"),
            check_constraint("calendar_feed_has_a_name", ~Q(name=""), _("Give the feed a name.")),
        ]

    def __str__(self) -> str:
        return self.name


class AppPasswordQuerySet(models.QuerySet["AppPassword"]):
    """Queries for app passwords: by their person, or by the secret itself."""

    def for_user(self, user: User) -> AppPasswordQuerySet:
        return self.filter(user=user)

    def opened_by(self, email: str, secret: str) -> AppPasswordQuerySet:
        return self.filter(
            digest=digest_of(secret),
            user__email=email.strip().lower(),
            user__is_active=True,
        )


class AppPassword(models.Model):
    """A password of one program, instead of the user's own. Deleting it revokes it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="app_passwords", db_index=False
    )
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AppPasswordQuerySet.as_manager()

    class Meta:
        constraints = [
            # Lists a user's app passwords.
            models.UniqueConstraint(fields=["user", "id"], name="app_password_of_user"),
            check_constraint(
                "app_password_has_a_name", ~Q(name=""), _("Enter the name of the program.")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DavNameQuerySet(models.QuerySet["DavName"]):
    """Queries for names. Every query starts with `for_user`."""

    def for_user(self, user: User) -> DavNameQuerySet:
        return self.filter(user=user)


class DavName(models.Model):
    """The file name and UID that a CalDAV client chose for a task it created."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    task = models.OneToOneField(
        Task, models.CASCADE, primary_key=True, related_name="dav_name", db_constraint=False
    )
    collection = models.CharField(max_length=10)
    href = models.TextField()
    uid = models.TextField()
    # The UID that RELATED-TO names, until the client sends the parent.
    parent_uid = models.TextField(blank=True, default="", db_default="")

    objects = DavNameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "collection", "href"], name="dav_name_is_one_task"
            ),
            check_constraint(
                "dav_name_fits",
                Q(href__length__lte=500, uid__length__lte=500, parent_uid__length__lte=500),
                _("A name or UID can have up to 500 characters."),
            ),
        ]
        indexes = [
            # Finds the children that wait for a parent, when it arrives.
            models.Index(
                fields=["user", "parent_uid"],
                name="dav_name_waiting",
                condition=~Q(parent_uid=""),
            ),
        ]

    def __str__(self) -> str:
        return f"name of task {self.task_id}"


class DavStateQuerySet(models.QuerySet["DavState"]):
    """Queries for states. Every query starts with `for_user`."""

    def for_user(self, user: User) -> DavStateQuerySet:
        return self.filter(user=user)


class DavState(models.Model):
    """The content of a collection when a CalDAV client got this sync token (RFC 6578)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    collection = models.CharField(max_length=10)
    token = models.CharField(max_length=64)
    etags = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = DavStateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "collection", "token"], name="dav_state_is_one_row"
            ),
        ]

    def __str__(self) -> str:
        return f"state of {self.collection}"
