"""Forms for feeds, app passwords, and the addresses of calendars to connect."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.models import Preferences, User
from core.numbers import row_id
from tasks.calendars.base import CalendarError
from tasks.calendars.safe_fetch import normalize_address
from tasks.forms.action_form import ActionForm
from tasks.models import Domain

EVERYTHING, BLOCKS = "everything", "blocks"


def usable_address(address: str) -> None:
    """Validate an address without sending a request."""
    try:
        normalize_address(address)
    except CalendarError as error:
        raise ValidationError(str(error)) from error


class FeedForm(ActionForm):
    """The name and content of a feed: everything, blocks only, or one domain."""

    error_field = "name"

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        error_messages={"required": _("Give the feed a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    content = forms.ChoiceField(label=_("Content"))

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data, auto_id="feed-%s")
        domains = Domain.objects.for_user(user).active().order_by("position", "pk")
        field = self.fields["content"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (EVERYTHING, _("Everything")),
            (BLOCKS, _("Only tasks with a time")),
            *(
                (str(domain.pk), _("Only %(domain)s") % {"domain": domain.name})
                for domain in domains
            ),
        ]

    @property
    def domain(self) -> int | None:
        content: str = self.cleaned_data["content"]
        return row_id(content)

    @property
    def blocks_only(self) -> bool:
        return bool(self.cleaned_data["content"] == BLOCKS)


class PasswordForm(ActionForm):
    """The name of the program that an app password is for."""

    error_field = "name"

    name = forms.CharField(
        label=_("Program"),
        max_length=100,
        error_messages={"required": _("Name the program this password is for.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DueDatesForm(ActionForm):
    """Which programs see a scheduled to-do as due when it is scheduled."""

    due_when_scheduled = forms.ChoiceField(
        choices=Preferences.DueWhenScheduled.choices,
        label=_("Show scheduled to-dos as due"),
        help_text=_(
            "Some programs list to-dos by due date alone. There, a scheduled to-do without a "
            "deadline is due when you scheduled it; changing its due date moves it."
        ),
    )


class AddressesForm(ActionForm):
    """More email addresses that invitations reach the person at."""

    other_addresses = forms.CharField(
        required=False,
        max_length=6_000,
        label=_("Other email addresses"),
        help_text=_(
            "Events that you declined with one of these addresses don't count as busy. "
            "Separate several with commas."
        ),
    )

    def clean_other_addresses(self) -> list[str]:
        """Return the addresses in lower case, each once."""
        items = re.split(r"[,;\s]+", self.cleaned_data["other_addresses"].lower())
        return list(dict.fromkeys(filter(None, items)))


class SubscribeForm(ActionForm):
    """The address of a calendar that is published as an ICS file."""

    error_field = "address"

    address = forms.CharField(
        label=_("Calendar address"),
        max_length=2000,
        validators=[usable_address],
        error_messages={"required": _("Paste the address of the calendar.")},
        help_text=_("It begins with https:// or webcal:// and often ends in .ics."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )


class CalDavForm(ActionForm):
    """A CalDAV server, and the user name and password for it."""

    error_field = "address"

    address = forms.CharField(
        label=_("Server address"),
        max_length=2000,
        validators=[usable_address],
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
