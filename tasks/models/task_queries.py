"""Queries for tasks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from core.models import User

if TYPE_CHECKING:
    from tasks.models.task import Task  # noqa: F401 - the model of the query set


class TaskQuerySet(models.QuerySet["Task"]):
    """Queries for tasks. Every query starts with `for_user`."""

    def for_user(self, user: User) -> TaskQuerySet:
        return self.filter(user=user)

    def pending(self) -> TaskQuerySet:
        return self.filter(status=self.model.Status.PENDING)

    def not_archived(self) -> TaskQuerySet:
        return self.exclude(status=self.model.Status.ARCHIVED)

    def of_open_trees(self) -> TaskQuerySet:
        """Pending top-level tasks with all their descendants, whatever their status."""
        pending = self.model.Status.PENDING
        return self.filter(
            Q(parent=None, status=pending)
            | Q(parent__parent=None, parent__status=pending)
            | Q(parent__parent__status=pending)
        )

    def with_series(self) -> TaskQuerySet:
        """Load the series of each task in the same query."""
        return self.select_related("series")

    def on(self, day: date) -> TaskQuerySet:
        return self.filter(scheduled_date=day)
