"""Proposals: plans that a person may apply, stored for a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from core.models import User


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Queries for proposals. Every query starts with `for_user`."""

    def for_user(self, user: User) -> ProposalQuerySet:
        return self.filter(user=user)


class Proposal(models.Model):
    """A proposed plan: the request, the problem that it solves, and its blocks.

    It is stored for a day, so that any process can explain and apply it. It holds no titles.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    # The column keeps its old name for the previous release.
    request = models.JSONField(db_column="asked")
    problem = models.JSONField()
    plan = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            # Deletes a user's oldest proposals and everyone's expired ones.
            models.Index(fields=["user", "created_at"], name="proposal_of_user"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
