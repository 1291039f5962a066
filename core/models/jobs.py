"""Background jobs: the queue, turns of users, and started jobs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


def default_queue() -> str:
    return str(settings.Q_CLUSTER["name"])


class QueuedJob(models.Model):
    """A waiting or running job: a row of django-q's table with our column `user_id`.

    Rows of the previous release and jobs without an owner have no user. No foreign key, because a
    job that cleans up after an account outlives it.
    """

    id = models.AutoField(primary_key=True)
    key = models.CharField(max_length=100, default=default_queue)
    payload = models.TextField()
    lock = models.DateTimeField(null=True)  # due then; until then claimed or delayed
    user_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "django_q_ormq"

    def __str__(self) -> str:
        return f"job {self.pk}"


class JobTurn(models.Model):
    """The last turn of a user: the later, the higher the id. User 0 means jobs without an owner.

    Workers choose the next user by it (core.queue.turns), with the unique index on user_id.
    """

    user_id = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"turn {self.pk} of user {self.user_id}"


class JobStart(models.Model):
    """A running job, and how often it was started without ending."""

    task_id = models.CharField(max_length=32, primary_key=True)
    job = models.CharField(max_length=200)
    starts = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.job}, start {self.starts}"
