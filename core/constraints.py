"""What must be true is a database constraint; this says so, and reads its sentence back."""

from __future__ import annotations

from django.apps import apps
from django.db import IntegrityError
from django.db.models import CheckConstraint, Q, TextField
from django.db.models.functions import Length

TextField.register_lookup(Length)  # so that a constraint can say `title__length__lte`


def check_constraint(name: str, condition: Q, sentence: str) -> CheckConstraint:
    """A check constraint, and the sentence a person reads who breaks it."""
    return CheckConstraint(condition=condition, name=name, violation_error_message=sentence)


def violation_message(error: IntegrityError) -> str | None:
    """The sentence of the constraint that refused a write, or None when it has none of its own."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            sentence = constraint.violation_error_message
            if constraint.name == broken and sentence != constraint.default_violation_error_message:
                return str(sentence)
    return None
