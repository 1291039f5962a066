"""Background jobs: those on the queue, whose turn it was, and which were started."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


def default_queue() -> str:
    return str(settings.Q_CLUSTER["name"])


class QueuedJob(models.Model):
    """A job that waits or is in hand: a row of django-q's table, and the user it belongs to.

    The table is django-q's, with a column of ours. Rows of the previous release, and jobs that
    belong to nobody, have no user. No foreign key: a job may outlive the account it winds up.
    """

    id = models.AutoField(primary_key=True)
    key = models.CharField(max_length=100, default=default_queue)
    payload = models.TextField()
    lock = models.DateTimeField(null=True)  # until then it is in somebody's hands
    user_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "django_q_ormq"

    def __str__(self) -> str:
        return f"job {self.pk}"


class JobTurn(models.Model):
    """When a user's job was last taken in hand: the later, the higher the id. 0 stands for nobody.

    Workers choose by it who is next (core.queue.turns), which is also what the unique index is for.
    """

    user_id = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"turn {self.pk} of user {self.user_id}"


class JobStart(models.Model):
    """A job in hand, and how often it was started without coming back."""

    task_id = models.CharField(max_length=32, primary_key=True)
    job = models.CharField(max_length=200)
    starts = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.job}, start {self.starts}"
