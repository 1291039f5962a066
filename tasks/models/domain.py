"""Areas of life: Work, Health…"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Trim

from core.constraints import must
from core.models import User
from core.models.preferences import validate_working_hours


class DomainQuerySet(models.QuerySet["Domain"]):
    """The vocabulary for picking domains. Every query starts with `for_user`."""

    def for_user(self, user: User) -> DomainQuerySet:
        return self.filter(user=user)

    def active(self) -> DomainQuerySet:
        return self.filter(archived=False)


class Domain(models.Model):
    """An area of life that tasks belong to."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="domains", db_index=False
    )
    name = models.CharField(max_length=100)
    colour = models.CharField(max_length=7, default="#3553c8")
    icon = models.CharField(max_length=16, blank=True, default="", help_text="One emoji.")
    position = models.FloatField(default=0)
    hours = models.JSONField(
        null=True,
        blank=True,
        validators=[validate_working_hours],
        help_text="When the planner may put its tasks; empty: in the person's working hours.",
    )
    archived = models.BooleanField(default=False)

    objects = DomainQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                condition=Q(archived=False),
                name="domain_name_is_unique",
                violation_error_message="You already have a domain of this name.",
            ),
            # What the composite foreign keys of tasks refer to; also lists a person's domains.
            models.UniqueConstraint(fields=["user", "id"], name="domain_of_user"),
            must(
                "domain_has_a_name",
                Q(name=Trim(F("name"))) & ~Q(name=""),
                "A domain needs a name, without spaces around it.",
            ),
            must(
                "domain_colour_is_hex",
                Q(colour__regex=r"^#[0-9a-f]{6}$"),
                "A colour is written like #3553c8.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
