"""Proposals: plans that were offered to a person, until they are forgotten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from core.models import User


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """The vocabulary for picking proposals. Every query starts with `for_user`."""

    def for_user(self, user: User) -> ProposalQuerySet:
        return self.filter(user=user)


class Proposal(models.Model):
    """A plan as it was offered: what was asked, the problem it answers, and its blocks.

    Kept for a day, so that another process can explain and apply it. It holds no titles.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    asked = models.JSONField(help_text="The request it answers.")
    problem = models.JSONField()
    plan = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            # Forgetting a person's oldest, and everybody's old ones.
            models.Index(fields=["user", "created_at"], name="proposal_of_user"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
