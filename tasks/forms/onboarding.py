"""The onboarding forms that the settings do not have: first domains and first tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from tasks.constants import DOMAIN_NAME_LENGTH
from tasks.editing.cleaning import clean_name
from tasks.editing.commands import DomainFields
from tasks.forms.action_form import ActionForm
from tasks.models import Domain
from tasks.palette import next_colour


class Suggestion(NamedTuple):
    name: str
    icon: str
    colour: str


SUGGESTIONS = [
    Suggestion(gettext_noop("Work"), "💼", "#4d85e4"),
    Suggestion(gettext_noop("Home"), "🏠", "#cf661a"),
    Suggestion(gettext_noop("Health"), "🌱", "#4e9d3c"),
    Suggestion(gettext_noop("Learning"), "📚", "#8874dd"),
    Suggestion(gettext_noop("People"), "👥", "#029aa1"),
    Suggestion(gettext_noop("Money"), "💰", "#b07d02"),
]
PRESELECTED = 3
MAX_NAMES = 20


class FirstDomainsForm(ActionForm):
    """Suggested domains to pick and other names to type; existing domains are not suggested."""

    template_name = "tasks/welcome/domains_fields.html"
    error_field = "other_areas"

    picked = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Areas of your life")
    )
    other_areas = forms.CharField(
        required=False,
        label=_("Other areas, separated by commas"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Garden, Band")}),
    )

    def __init__(self, data: QueryDict | None = None, *, existing: Sequence[Domain]) -> None:
        suggestions = [area._replace(name=gettext(area.name)) for area in SUGGESTIONS]
        preselected = [] if existing else [area.name for area in suggestions[:PRESELECTED]]
        super().__init__(data, initial={"picked": preselected})
        self.existing = existing
        existing_names = {domain.name.casefold() for domain in existing}
        self.suggestions = [
            area for area in suggestions if area.name.casefold() not in existing_names
        ]
        cast(forms.MultipleChoiceField, self.fields["picked"]).choices = [
            (area.name, f"{area.icon} {area.name}") for area in self.suggestions
        ]

    def clean_other_areas(self) -> list[str]:
        names = [
            name for name in map(clean_name, self.cleaned_data["other_areas"].split(",")) if name
        ]
        if len(names) > MAX_NAMES:
            sentence = _("Start with at most %(limit)d domains. You can add more later.")
            raise ValidationError(sentence, params={"limit": MAX_NAMES})
        for name in names:
            if len(name) > DOMAIN_NAME_LENGTH:
                params = {"start": name[:20], "limit": DOMAIN_NAME_LENGTH}
                sentence = _("“%(start)s…” is longer than %(limit)d characters.")
                raise ValidationError(sentence, params=params)
        return names

    def new_domains(self) -> list[DomainFields]:
        """Return the domains to add, without duplicates and existing names, ignoring case."""
        picked = set(self.cleaned_data["picked"])
        rows: dict[str, DomainFields] = {
            area.name.casefold(): {"name": area.name, "icon": area.icon, "colour": area.colour}
            for area in self.suggestions
            if area.name in picked
        }
        existing_colours = [domain.colour for domain in self.existing]
        existing_names = {domain.name.casefold() for domain in self.existing}
        for name in self.cleaned_data["other_areas"]:
            if name.casefold() not in existing_names | set(rows):
                colours = [*existing_colours, *(row["colour"] for row in rows.values())]
                rows[name.casefold()] = {"name": name, "colour": next_colour(colours)}
        return list(rows.values())


class FirstTasksForm(ActionForm):
    """Lines in the quick-add syntax. The form may be empty."""

    error_field = "text"

    text = forms.CharField(required=False, strip=False, label=_("One task per line"))

    def __init__(self, data: QueryDict | None = None, *, domain: Domain | None) -> None:
        super().__init__(data)
        tag = f" #{domain.name}" if domain else ""
        lines = (
            _("Tidy the desk%(domain)s 30m fri 9:00") % {"domain": tag},
            _("Pay rent every month on the 1st !high"),
        )
        self.fields["text"].widget = forms.Textarea(
            attrs={
                "rows": 6,
                "placeholder": "\n".join(map(str, lines)),
                "aria-describedby": "grammar",
            }
        )
