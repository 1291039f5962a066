"""Closing an account."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.models import User
from tasks.forms.action_form import ActionForm


class CloseAccountForm(ActionForm):
    """Asks for the e-mail address, so that nobody closes an account by a slip, and for the
    password, so that nobody else does. Who has none has proved otherwise who they are."""

    email = forms.CharField(
        error_messages={"required": "Type your e-mail address to confirm."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    password = forms.CharField(
        label="Your password",
        strip=False,
        error_messages={"required": "Type your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]
        self.fields["email"].label = f"Type {user.email} to confirm"

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self.user.email:
            raise ValidationError("That is not the address of this account.")
        return typed

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError("That is not your password.")
        return password
