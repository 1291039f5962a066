"""Feeds and app passwords, and the addresses of calendars elsewhere, as a person types them."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.models import User
from core.numbers import row_id
from tasks.calendars.base import Trouble
from tasks.calendars.safe_fetch import normalized
from tasks.forms.action_form import ActionForm
from tasks.models import Domain

EVERYTHING, BLOCKS = "everything", "blocks"


def usable_address(address: str) -> None:
    """What can be told from the address alone; nobody is asked yet."""
    try:
        normalized(address)
    except Trouble as trouble:
        raise ValidationError(str(trouble)) from trouble


class FeedForm(ActionForm):
    """Its name, and what is in it: everything, blocks only, or one domain."""

    error_field = "name"

    name = forms.CharField(
        max_length=100,
        error_messages={"required": "Give the feed a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    content = forms.ChoiceField(label="What is in it")

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data, auto_id="feed-%s")
        domains = Domain.objects.for_user(user).active().order_by("position", "pk")
        field = self.fields["content"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (EVERYTHING, "Everything"),
            (BLOCKS, "Only what has a time"),
            *((str(domain.pk), f"Only {domain.name}") for domain in domains),
        ]

    @property
    def domain(self) -> int | None:
        content: str = self.cleaned_data["content"]
        return row_id(content)

    @property
    def blocks_only(self) -> bool:
        return bool(self.cleaned_data["content"] == BLOCKS)


class PasswordForm(ActionForm):
    """The program an app password is for."""

    error_field = "name"

    name = forms.CharField(
        label="For which program",
        max_length=100,
        error_messages={"required": "Name the program it is for."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SubscribeForm(ActionForm):
    """The address of a calendar that is published as a file."""

    error_field = "address"

    address = forms.CharField(
        label="Address of the calendar",
        max_length=2000,
        validators=[usable_address],
        error_messages={"required": "Paste the address of the calendar."},
        help_text="It begins with https:// or webcal:// and often ends in .ics.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )


class CalDavForm(ActionForm):
    """A CalDAV server, and how to sign in there."""

    error_field = "address"

    address = forms.CharField(
        label="Address of the server",
        max_length=2000,
        validators=[usable_address],
        error_messages={"required": "Type the address of the server."},
        help_text="Such as https://cloud.example.org/remote.php/dav or https://caldav.icloud.com.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    username = forms.CharField(
        label="User name there",
        max_length=300,
        error_messages={"required": "Type your name there."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label="Password there",
        max_length=300,
        strip=False,
        error_messages={"required": "Type your password there."},
        help_text="Best an app password, which can be revoked there. It is kept sealed.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
