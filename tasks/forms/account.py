"""Closing an account."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.models import User
from tasks.forms.refusable import RefusableForm


class CloseAccountForm(RefusableForm):
    """Asks for the e-mail address, so that nobody closes an account by a slip."""

    email = forms.CharField(
        error_messages={"required": "Type your e-mail address to confirm."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["email"].label = f"Type {user.email} to confirm"

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self.user.email:
            raise ValidationError("That is not the address of this account.")
        return typed
