"""Forms of the floor: signing up, adding an address."""

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
    """E-mail, password, and the time zone that the browser fills in unseen."""

    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        return _short_enough(super().clean_email())

    def clean_time_zone(self) -> str:
        """A browser may know zones that we do not; the person can correct it in the settings."""
        name: str = self.cleaned_data["time_zone"]
        return name if name in known_zones() else "UTC"

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            user = cast(User, super().save(request))
            zone = self.cleaned_data["time_zone"]
            Preferences.objects.filter(user=user).update(time_zone=zone)
        return user


class ResetPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """A link by mail. Past the account's limit none is sent, and the page reads the same: a
    stranger who asks for many must not keep the person from resetting, and sent links stay valid.
    """

    def save(self, request: HttpRequest, **options: Any) -> str:
        email: str = self.cleaned_data["email"]
        if may_mail_reset(request, email):
            super().save(request, **options)
        return email


class AddEmailForm(allauth.AddEmailForm):  # type: ignore[misc]  # allauth has no types
    """Another address. Where none is verified, it must not be anybody else's."""

    def clean_email(self) -> str:
        email = _short_enough(super().clean_email())
        others = [user for user in filter_users_by_email(email) if user != self.user]
        if others and settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
            raise get_adapter().validation_error("email_taken")
        return email


def _short_enough(email: str) -> str:
    """allauth would cut a longer one to fit its column."""
    User._meta.get_field("email").run_validators(email)
    return email
