"""Database constraints with a message for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import IntegrityError
from django.db.models import CheckConstraint, Q, TextField
from django.db.models.functions import Length

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TextField.register_lookup(Length)  # allows `title__length__lte` in constraints


def check_constraint(name: str, condition: Q, sentence: StrOrPromise) -> CheckConstraint:
    """Return a check constraint with the message for a violation."""
    return CheckConstraint(condition=condition, name=name, violation_error_message=sentence)


def violation_message(error: IntegrityError) -> str | None:
    """Return the message of the violated constraint, or None if it has none."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            sentence = constraint.violation_error_message
            if constraint.name == name and sentence != constraint.default_violation_error_message:
                return str(sentence)
    return None
