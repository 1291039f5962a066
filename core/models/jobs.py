"""Starts of background jobs that have not come back: what stops a deadly one."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class JobStart(models.Model):
    """A job in hand, and how often it was started without coming back."""

    task_id = models.CharField(max_length=32, primary_key=True)
    job = models.CharField(max_length=200)
    starts = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.job}, start {self.starts}"
