"""Forms for sign-up, password reset and e-mail addresses."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.utils import filter_users_by_email
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from core.accounts.throttling import may_mail_reset
from core.models import Preferences, User
from core.zones import known_zones


class SignupForm(allauth.SignupForm):  # type: ignore[misc]  # allauth has no types
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


class ResetPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Send a reset link. Above the account's limit, send none but show the same page: strangers
    must not learn the limit, and links already sent stay valid.
    """

    def save(self, request: HttpRequest, **options: Any) -> str:
        email: str = self.cleaned_data["email"]
        if may_mail_reset(request, email):
            super().save(request, **options)
        return email


class AddEmailForm(allauth.AddEmailForm):  # type: ignore[misc]  # allauth has no types
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
