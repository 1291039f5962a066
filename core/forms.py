"""Forms for sign-up, password reset and e-mail addresses."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.utils import filter_users_by_email
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.accounts.throttling import may_mail_reset
from core.models import Preferences, User
from core.zones import known_zones


class _PlainLabels(forms.Form):
    """Label allauth's fields like ours, without placeholders that repeat the label."""

    labels: ClassVar = {
        "email": _("E-mail"),
        "login": _("E-mail"),
        "oldpassword": _("Current password"),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class _NewPasswordLabels(_PlainLabels):
    labels: ClassVar = _PlainLabels.labels | {
        "password1": _("New password"),
        "password2": _("New password, again"),
    }


class LoginForm(_PlainLabels, allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Sign in with e-mail and password."""


class ReauthenticateForm(_PlainLabels, allauth.ReauthenticateForm):  # type: ignore[misc]
    """Enter the password again before a sensitive change."""


class ChangePasswordForm(_NewPasswordLabels, allauth.ChangePasswordForm):  # type: ignore[misc]
    """Change the password."""


class SetPasswordForm(_NewPasswordLabels, allauth.SetPasswordForm):  # type: ignore[misc]
    """Set a first password."""


class ResetPasswordKeyForm(_NewPasswordLabels, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """Set a new password after opening a reset link."""


class SignupForm(_PlainLabels, allauth.SignupForm):  # type: ignore[misc]
    """Sign up with e-mail and password; the browser fills in the hidden time zone."""

    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        return _check_length(super().clean_email())

    def clean_time_zone(self) -> str:
        """Fall back to UTC for an unknown zone; it can be changed in the settings."""
        name: str = self.cleaned_data["time_zone"]
        return name if name in known_zones() else "UTC"

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            user = cast(User, super().save(request))
            zone = self.cleaned_data["time_zone"]
            Preferences.objects.filter(user=user).update(time_zone=zone)
        return user


class ResetPasswordForm(_PlainLabels, allauth.ResetPasswordForm):  # type: ignore[misc]
    """Send a reset link. Above the account's limit, send none but show the same page: strangers
    must not learn the limit, and links already sent stay valid.
    """

    def save(self, request: HttpRequest, **options: Any) -> str:
        email: str = self.cleaned_data["email"]
        if may_mail_reset(request, email):
            super().save(request, **options)
        return email


class AddEmailForm(_PlainLabels, allauth.AddEmailForm):  # type: ignore[misc]
    """Add an address. Unless verification is mandatory, reject addresses of other accounts."""

    def clean_email(self) -> str:
        email = _check_length(super().clean_email())
        others = [user for user in filter_users_by_email(email) if user != self.user]
        if others and settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
            raise get_adapter().validation_error("email_taken")
        return email


def _check_length(email: str) -> str:
    """Reject an address longer than its column; allauth would cut it."""
    User._meta.get_field("email").run_validators(email)
    return email
