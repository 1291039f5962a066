"""Forms for feeds, app passwords, due dates, and email addresses."""

from __future__ import annotations

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.models import Preferences, User
from core.numbers import row_id
from tasks.forms.action_form import ActionForm
from tasks.models import Domain

EVERYTHING, BLOCKS = "everything", "blocks"


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
