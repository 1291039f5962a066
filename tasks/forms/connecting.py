"""Forms for the addresses of calendars to connect, and for their names."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.models import User
from tasks.calendars.base import CalendarError
from tasks.calendars.pasted_addresses import GOOGLE, OUTLOOK, read_pasted
from tasks.calendars.safe_fetch import host_of
from tasks.calendars.trials import explain
from tasks.forms.action_form import ActionForm

GOOGLE_CALDAV = {*GOOGLE, "apidata.googleusercontent.com"}
NAME_LENGTH = 200


class ConnectForm(ActionForm):
    """An address to try. `note` says how it differs from what was typed."""

    error_field = "address"
    provider: ClassVar[str]

    def __init__(self, *arguments: Any, user: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.user = user
        self.note = ""

    def clean_address(self) -> str:
        """Return the address that was meant, without sending a request."""
        try:
            address, self.note = read_pasted(self.cleaned_data["address"])
        except CalendarError as error:
            raise ValidationError(explain(error, self.user)) from error
        return address


class SubscribeForm(ConnectForm):
    """The address of a calendar that is published as an ICS file."""

    provider = "ics"

    address = forms.CharField(
        label=_("Calendar address"),
        max_length=2000,
        error_messages={"required": _("Paste the address of the calendar.")},
        help_text=_("It begins with https:// or webcal:// and often ends in .ics."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )


class CalDavForm(ConnectForm):
    """A CalDAV server, and the user name and password for it."""

    provider = "caldav"

    address = forms.CharField(
        label=_("Server address"),
        max_length=2000,
        error_messages={"required": _("Enter the address of the server.")},
        help_text=_(
            "Such as https://cloud.example.org/remote.php/dav or https://caldav.icloud.com."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=300,
        error_messages={"required": _("Enter your user name on this server.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=300,
        strip=False,
        error_messages={"required": _("Enter your password for this server.")},
        help_text=_("Use an app password if you can. We store it encrypted."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_address(self) -> str:
        """Reject calendars that are known not to be read this way."""
        address = super().clean_address()
        host = host_of(address)
        if host in GOOGLE_CALDAV:
            raise ValidationError(
                _("Google accepts no passwords here. Connect Google, or subscribe to the address.")
            )
        if host in OUTLOOK or address.partition("?")[0].lower().endswith(".ics"):
            raise ValidationError(
                _("This is the address of a published calendar. Subscribe to it instead.")
            )
        return address


class NameForm(ActionForm):
    """The name of a connected account."""

    error_field = "name"

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Give the calendar a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
