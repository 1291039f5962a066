"""Domains and labels, as a person edits them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict

from tasks import palette
from tasks.constants import DOMAIN_NAME_LENGTH, LABEL_NAME_LENGTH
from tasks.forms.action_form import ActionForm
from tasks.models import Domain
from tasks.models.domain import EMOJI_PATTERN, ICON_LENGTH

FATES = {
    "move": "Move them to another domain",
    "thoughts": "Move them to Thoughts, to be sorted again",
    "archive": "Archive them too",
}


class IconInput(forms.TextInput):
    """A short text with emoji to pick from."""

    template_name = "tasks/settings/icon.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"icons": palette.ICONS}


class DomainForm(ActionForm):
    """Name, icon and colour. A colour from elsewhere stays on offer for the domain that has it."""

    error_field = "name"

    name = forms.CharField(
        max_length=DOMAIN_NAME_LENGTH,
        error_messages={"required": "A domain needs a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    icon = forms.CharField(
        max_length=ICON_LENGTH,
        required=False,
        validators=[RegexValidator(EMOJI_PATTERN, "The icon is one emoji, no letters.")],
        help_text="One emoji, or none.",
        widget=IconInput(attrs={"autocomplete": "off"}),
    )
    colour = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a colour.",
            "invalid_choice": "Choose one of the colours shown.",
        },
    )

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        own = initial["colour"]
        colours = palette.COLOURS | {own: palette.COLOURS.get(own, "Its own")}
        cast(forms.ChoiceField, self.fields["colour"]).choices = list(colours.items())


class ArchiveForm(ActionForm):
    """What happens to the open tasks of a domain that goes."""

    error_field = "tasks"

    tasks = forms.ChoiceField(
        choices=list(FATES.items()),
        widget=forms.RadioSelect,
        label="Its open tasks",
        error_messages={"required": "Say what happens to its open tasks."},
    )
    to = forms.ModelChoiceField(
        Domain.objects.none(), required=False, label="To", empty_label="Choose a domain"
    )

    def __init__(self, data: QueryDict | None = None, *, domain: Domain) -> None:
        super().__init__(data)
        others = Domain.objects.for_user(domain.user).active().exclude(pk=domain.pk)
        cast("forms.ModelChoiceField[Domain]", self.fields["to"]).queryset = others
        if not others.exists():
            fates = cast(forms.ChoiceField, self.fields["tasks"])
            fates.choices = [fate for fate in FATES.items() if fate[0] != "move"]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("tasks") == "move" and not self.cleaned_data.get("to"):
            self.add_error("to", "Choose the domain that takes them.")
        return self.cleaned_data

    def fate(self) -> dict[str, Any]:
        """What the verb is told."""
        to = self.cleaned_data["to"]
        return {"tasks": self.cleaned_data["tasks"], "to": to and to.pk}


class LabelForm(ActionForm):
    error_field = "name"

    name = forms.CharField(
        max_length=LABEL_NAME_LENGTH,
        error_messages={"required": "A label needs a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
