"""Closing an account."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.models import User
from tasks.forms.action_form import ActionForm


class CloseAccountForm(ActionForm):
    """Asks for the e-mail address, so that an account isn't closed by accident, and for the
    password, so that only its owner can close it. Users without a password reauthenticate first."""

    email = forms.CharField(
        error_messages={"required": _("Type your e-mail address to confirm.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]
        self.fields["email"].label = _("Type %(email)s to confirm") % {"email": user.email}

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.user.email:
            raise ValidationError(_("This is not the e-mail address of your account."))
        return email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError(_("This password is wrong."))
        return password
