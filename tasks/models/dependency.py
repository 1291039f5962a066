"""Dependencies: tasks that wait for other tasks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from tasks.models.task import Task


class TaskDependency(models.Model):
    """`task` waits for `blocker`; both belong to one user (composite foreign keys)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, models.CASCADE, related_name="waits_for", db_constraint=False)
    blocker = models.ForeignKey(Task, models.CASCADE, related_name="holds_up", db_constraint=False)

    class Meta:
        verbose_name_plural = "task dependencies"
        constraints = [
            models.UniqueConstraint(fields=["task", "blocker"], name="task_waits_once"),
            check_constraint(
                "task_does_not_wait_for_itself",
                ~Q(task=F("blocker")),
                _("A task can't wait for itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.task_id} waits for task {self.blocker_id}"
