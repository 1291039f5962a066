"""Forms that add, edit and archive domains and labels."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tasks import palette
from tasks.constants import DOMAIN_NAME_LENGTH, LABEL_NAME_LENGTH
from tasks.forms.action_form import ActionForm
from tasks.models import Domain
from tasks.models.domain import EMOJI_PATTERN, ICON_LENGTH

# What can happen to the open tasks of a domain that is archived.
TASK_CHOICES = {
    "move": _("Move them to another domain"),
    "thoughts": _("Move them to Thoughts to sort later"),
    "archive": _("Archive them too"),
}


class IconInput(forms.TextInput):
    """A short text field that suggests emoji."""

    template_name = "tasks/settings/icon.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"icons": palette.ICONS}


class DomainForm(ActionForm):
    """Name, icon and colour. A domain may keep a colour that is not in the palette."""

    error_field = "name"

    name = forms.CharField(
        max_length=DOMAIN_NAME_LENGTH,
        label=_("Name"),
        error_messages={"required": _("A domain needs a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    icon = forms.CharField(
        max_length=ICON_LENGTH,
        required=False,
        label=_("Icon"),
        validators=[RegexValidator(EMOJI_PATTERN, _("Enter one emoji, without letters."))],
        help_text=_("One emoji (optional)."),
        widget=IconInput(attrs={"autocomplete": "off"}),
    )
    colour = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("Colour"),
        error_messages={
            "required": _("Choose a colour."),
            "invalid_choice": _("Choose one of the colours in the list."),
        },
    )

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        current = initial["colour"]
        colours = palette.COLOURS | {current: palette.COLOURS.get(current, _("Custom"))}
        cast(forms.ChoiceField, self.fields["colour"]).choices = list(colours.items())


class ArchiveForm(ActionForm):
    """What happens to the open tasks of a domain that is archived."""

    error_field = "tasks"

    tasks = forms.ChoiceField(
        choices=list(TASK_CHOICES.items()),
        widget=forms.RadioSelect,
        label=_("Open tasks"),
        error_messages={"required": _("Choose what happens to the open tasks.")},
    )
    to = forms.ModelChoiceField(
        Domain.objects.none(), required=False, label=_("To"), empty_label=_("Choose a domain")
    )

    def __init__(self, data: QueryDict | None = None, *, domain: Domain) -> None:
        super().__init__(data)
        targets = Domain.objects.for_user(domain.user).active().exclude(pk=domain.pk)
        cast("forms.ModelChoiceField[Domain]", self.fields["to"]).queryset = targets
        if not targets.exists():
            choices = [choice for choice in TASK_CHOICES.items() if choice[0] != "move"]
            cast(forms.ChoiceField, self.fields["tasks"]).choices = choices

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("tasks") == "move" and not self.cleaned_data.get("to"):
            self.add_error("to", _("Choose the domain to move them to."))
        return self.cleaned_data

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `archive_domain` that the person chose."""
        to = self.cleaned_data["to"]
        return {"tasks": self.cleaned_data["tasks"], "to": to and to.pk}


class LabelForm(ActionForm):
    error_field = "name"

    name = forms.CharField(
        max_length=LABEL_NAME_LENGTH,
        label=_("Name"),
        error_messages={"required": _("A label needs a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
