"""Away: the days on which a person is absent."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from tasks.models.rules import UNSUPPORTED_DAY_MESSAGE, is_supported_day


class AwayQuerySet(models.QuerySet["Away"]):
    """Queries for away days. Every query starts with `for_user`."""

    def for_user(self, user: User) -> AwayQuerySet:
        return self.filter(user=user)

    def touching(self, first: date, last: date) -> AwayQuerySet:
        """Filter by days, both ends included."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Away(models.Model):
    """A range of days when a person is absent: nothing is planned, and chosen series pause."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(help_text=_("Included."))

    objects = AwayQuerySet.as_manager()

    class Meta:
        verbose_name = _("away period")
        constraints = [
            check_constraint(
                "away_ends_after_it_begins",
                Q(last_day__gte=F("first_day")),
                _("The last day away can't be before the first."),
            ),
            check_constraint(
                "away_days_are_of_our_time",
                is_supported_day("first_day") & is_supported_day("last_day"),
                UNSUPPORTED_DAY_MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return f"away from {self.first_day} to {self.last_day}"
