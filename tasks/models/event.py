"""Events: the local copy of other calendars, so that no page waits for a provider."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from core.wallclock import instant
from tasks.models.calendar import Calendar, CalendarAccount

Span = tuple[datetime, datetime]  # [begin, end), instants
EMPTY = Value("", output_field=models.TextField())
# Rows of an earlier release have no entry until they are listed again.
ENTRY_KEY = Coalesce(NullIf("entry", EMPTY), NullIf("uid", EMPTY), "remote_id")


class EventQuerySet(models.QuerySet["Event"]):
    """Queries for events. Every query starts with `for_user`."""

    def for_user(self, user: User) -> EventQuerySet:
        return self.filter(user=user)

    def shown(self) -> EventQuerySet:
        return self.of_staying().filter(calendar__shown=True, calendar__gone_at=None)

    def of_staying(self) -> EventQuerySet:
        """Leave out events of accounts that are being disconnected."""
        return self.exclude(calendar__account__state=CalendarAccount.State.LEAVING)

    def busy(self) -> EventQuerySet:
        """Events that take time: not transparent, declined, cancelled or a working location.

        Tentative events, out of office and all-day events count.
        """
        blocking = self.of_staying().filter(
            calendar__busy=True, calendar__gone_at=None, transparent=False
        )
        return blocking.exclude(
            Q(response=Event.Response.DECLINED)
            | Q(status=Event.Status.CANCELLED)
            | Q(kind=Event.Kind.WORKING_LOCATION)
        )

    def touching(
        self, first: datetime, last: datetime, first_day: date, last_day: date
    ) -> EventQuerySet:
        """Events that overlap the instants [first, last), and all-day events on these days."""
        whole = Q(starts_on__lte=last_day, ends_on__gte=first_day)
        return self.filter(Q(starts_at__lt=last, ends_at__gt=first) | whole)

    def suspected(self) -> EventQuerySet:
        """Events that the latest complete listing did not contain."""
        return self.filter(generation__lt=F("calendar__generation"))

    def with_entry_key(self) -> EventQuerySet:
        """Add `entry_key`, as in `RemoteEvent`."""
        return self.annotate(entry_key=ENTRY_KEY)

    def entries(self) -> int:
        """Count entries: a series is one, however often it occurs."""
        counts: dict[str, int] = self.aggregate(entries=Count(ENTRY_KEY, distinct=True))
        return counts["entries"]


def days_around(first: datetime, last: datetime) -> tuple[date, date]:
    """Return the first and last day that [first, last) touches in any time zone."""
    day = timedelta(days=1)
    return (first.astimezone(UTC) - day).date(), (last.astimezone(UTC) + day).date()


def merged_spans(
    events: Iterable[Event], first: datetime, last: datetime, zone: ZoneInfo
) -> list[Span]:
    """Return the busy spans of events within [first, last): sorted, merged, as instants.

    An all-day event lasts from midnight to midnight in `zone`.
    """
    spans = (event.span(zone) for event in events)
    return _merged((max(begin, first), min(end, last)) for begin, end in spans)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return merged


class Event(models.Model):
    """One event, or one occurrence of a repeating event, as the provider last sent it.

    It has either instants (`starts_at`, `ends_at`) or whole days (`starts_on`, and
    `ends_on`, the day after the last, as in RFC 5545).
    """

    class Status(models.TextChoices):
        CONFIRMED = "confirmed"
        TENTATIVE = "tentative"
        CANCELLED = "cancelled"

    class Response(models.TextChoices):
        NONE = ""
        UNANSWERED = "unanswered"
        ACCEPTED = "accepted"
        TENTATIVE = "tentative"
        DECLINED = "declined"

    class Kind(models.TextChoices):
        DEFAULT = "default"
        OUT_OF_OFFICE = "out_of_office"
        FOCUS = "focus"
        WORKING_LOCATION = "working_location"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    calendar = models.ForeignKey(
        Calendar, models.CASCADE, related_name="events", db_constraint=False, db_index=False
    )
    remote_id = models.TextField(help_text=_("Unique in its calendar, one per occurrence."))
    uid = models.TextField(blank=True, default="", help_text=_("Shared by all of a series."))
    entry = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text=_("What the provider lists: a UID, or a series at Google."),
    )
    recurrence_id = models.TextField(blank=True, default="")
    etag = models.TextField(blank=True, default="")
    generation = models.PositiveIntegerField(default=1)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True, default="")
    title = models.TextField(blank=True, default="")
    location = models.TextField(blank=True, default="")
    link = models.TextField(blank=True, default="")
    status = models.CharField(max_length=9, choices=Status, default=Status.CONFIRMED)
    response = models.CharField(max_length=10, choices=Response, blank=True, default=Response.NONE)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.DEFAULT)
    transparent = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            # One row per event, even with two workers or a full sync after a lost token.
            models.UniqueConstraint(fields=["calendar", "remote_id"], name="event_is_one_row"),
            check_constraint(
                "event_has_instants_or_whole_days",
                Q(starts_at__isnull=False, ends_at__isnull=False, starts_on=None, ends_on=None)
                | Q(starts_at=None, ends_at=None, starts_on__isnull=False, ends_on__isnull=False),
                _("An event needs a start and an end, both with a time or both without."),
            ),
            check_constraint(
                "event_ends_after_it_starts",
                Q(starts_on=None, ends_at__gte=F("starts_at"))
                | Q(starts_at=None, ends_on__gt=F("starts_on")),
                _("An event ends after it starts."),
            ),
            check_constraint(
                "event_status_is_known",
                Q(status__in=["confirmed", "tentative", "cancelled"]),
                _("An event is confirmed, tentative or cancelled."),
            ),
            check_constraint(
                "event_response_is_known",
                Q(response__in=["", "unanswered", "accepted", "tentative", "declined"]),
                _("An invitation is unanswered, accepted, tentative or declined."),
            ),
            check_constraint(
                "event_kind_is_known",
                Q(kind__in=["default", "out_of_office", "focus", "working_location"]),
                _("An event is default, out of office, focus or a working location."),
            ),
        ]
        indexes = [
            # The planner and the page: a user's events between two instants …
            models.Index(fields=["user", "ends_at"], name="event_by_instant"),
            # … and the all-day events of a range.
            models.Index(
                fields=["user", "ends_on"],
                condition=Q(starts_on__isnull=False),
                name="event_by_day",
            ),
            # After each listing: events that are missing from it.
            models.Index(fields=["calendar", "generation"], name="event_by_generation"),
        ]

    def __str__(self) -> str:
        return self.title or "(no title)"

    def span(self, zone: ZoneInfo) -> Span:
        """Return its start and end instants for a user in `zone`."""
        if self.starts_on and self.ends_on:
            midnight = time()
            return instant(self.starts_on, midnight, zone), instant(self.ends_on, midnight, zone)
        assert self.starts_at and self.ends_at  # noqa: S101 - event_has_instants_or_whole_days
        return self.starts_at, self.ends_at
