"""Labels: words that group tasks across domains."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Trim
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from tasks.constants import LABEL_NAME_LENGTH


class LabelQuerySet(models.QuerySet["Label"]):
    """Queries for labels. Every query starts with `for_user`."""

    def for_user(self, user: User) -> LabelQuerySet:
        return self.filter(user=user)


class Label(models.Model):
    """A word on tasks."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="labels", db_index=False
    )
    name = models.TextField()

    objects = LabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                name="label_name_is_unique",
                violation_error_message=_("You already have a label with this name."),
            ),
            models.UniqueConstraint(fields=["user", "id"], name="label_of_user"),
            check_constraint(
                "label_has_a_name",
                Q(name=Trim(F("name"))) & ~Q(name=""),
                _("A label needs a name without spaces around it."),
            ),
            check_constraint(
                "label_name_fits",
                Q(name__length__lte=LABEL_NAME_LENGTH),
                format_lazy(
                    _("A label can have up to {limit} characters."), limit=LABEL_NAME_LENGTH
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaskLabel(models.Model):
    """One label on one task; both belong to one user (composite foreign keys)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    task = models.ForeignKey(
        "tasks.Task", models.CASCADE, related_name="task_labels", db_constraint=False
    )
    label = models.ForeignKey(
        Label, models.CASCADE, related_name="task_labels", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "label"], name="task_has_a_label_once"),
        ]

    def __str__(self) -> str:
        return f"label {self.label_id} on task {self.task_id}"
