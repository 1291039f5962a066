"""The introduction's own questions: which domains, which first tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from tasks.editing.cleaning import clean_name
from tasks.forms.action_form import ActionForm
from tasks.models import Domain
from tasks.palette import next_colour


class Suggestion(NamedTuple):
    name: str
    icon: str
    colour: str


SUGGESTIONS = [
    Suggestion("Work", "💼", "#4d85e4"),
    Suggestion("Home", "🏠", "#cf661a"),
    Suggestion("Health", "🌱", "#4e9d3c"),
    Suggestion("Learning", "📚", "#8874dd"),
    Suggestion("People", "👥", "#029aa1"),
    Suggestion("Money", "💰", "#b07d02"),
]
FIRST_THREE = [one.name for one in SUGGESTIONS[:3]]
LONGEST_NAME = 100
MOST_NAMES = 20


class FirstDomainsForm(ActionForm):
    """Suggested domains to pick, and others to type. What the person has is not offered again."""

    template_name = "tasks/welcome/domains_fields.html"
    error_field = "others"

    picked = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Areas of your life"
    )
    others = forms.CharField(
        required=False,
        label="Others, with commas between them",
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Garden, Band"}),
    )

    def __init__(self, data: QueryDict | None = None, *, existing: Sequence[Domain]) -> None:
        super().__init__(data, initial={"picked": [] if existing else FIRST_THREE})
        self.existing = existing
        known = {domain.name.casefold() for domain in existing}
        self.offered = [one for one in SUGGESTIONS if one.name.casefold() not in known]
        cast(forms.MultipleChoiceField, self.fields["picked"]).choices = [
            (one.name, f"{one.icon} {one.name}") for one in self.offered
        ]

    def clean_others(self) -> list[str]:
        typed = map(clean_name, self.cleaned_data["others"].split(","))
        names = [name for name in typed if name]
        if len(names) > MOST_NAMES:
            raise ValidationError(f"Begin with at most {MOST_NAMES}; more can follow any time.")
        for name in names:
            if len(name) > LONGEST_NAME:
                raise ValidationError(f"“{name[:20]}…” is longer than {LONGEST_NAME} characters.")
        return names

    def new_domains(self) -> list[dict[str, Any]]:
        """The rows to add: each name once, whatever its case, and none that is there already."""
        picked = set(self.cleaned_data["picked"])
        rows = {one.name.casefold(): one._asdict() for one in self.offered if one.name in picked}
        taken = [domain.colour for domain in self.existing]
        seen = {domain.name.casefold() for domain in self.existing}
        for name in self.cleaned_data["others"]:
            if name.casefold() not in seen | set(rows):
                colours = [*taken, *(row["colour"] for row in rows.values())]
                rows[name.casefold()] = {"name": name, "colour": next_colour(colours)}
        return list(rows.values())


class FirstTasksForm(ActionForm):
    """Lines of quick add. None at all is an answer too."""

    error_field = "text"

    text = forms.CharField(required=False, strip=False, label="One task a line")

    def __init__(self, data: QueryDict | None = None, *, domain: Domain | None) -> None:
        super().__init__(data)
        tag = f" #{domain.name}" if domain else ""
        lines = (f"Sort the desk{tag} 30m fri 9:00", "Pay rent every month on the 1st !high")
        self.fields["text"].widget = forms.Textarea(
            attrs={"rows": 6, "placeholder": "\n".join(lines), "aria-describedby": "grammar"}
        )
