"""Forms of the floor: signing up."""

from __future__ import annotations

from typing import cast
from zoneinfo import available_timezones

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.db import transaction
from django.http import HttpRequest

from core.models import Preferences, User


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth has no types
    """E-mail, password, and the time zone that the browser fills in unseen."""

    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_time_zone(self) -> str:
        """A browser may know zones that we do not; the person can correct it in the settings."""
        name: str = self.cleaned_data["time_zone"]
        return name if name in available_timezones() else "UTC"

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            user = cast(User, super().save(request))
            zone = self.cleaned_data["time_zone"]
            Preferences.objects.filter(user=user).update(time_zone=zone)
        return user
