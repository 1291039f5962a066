"""Every time zone there is, to choose from."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

from django import forms

Choices = list[tuple[str, list[tuple[str, str]]]]

NOT_KNOWN = "“%(value)s” is not a time zone this server knows. Choose one like Europe/Berlin."


@cache
def zones() -> Choices:
    """The IANA zones by region; the city comes first, so that typing its name finds it."""
    regions: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in available_timezones():
        *path, city = name.replace("_", " ").split("/")
        region = path[0] if path and path[0] != "Etc" else "Other"
        regions[region].append((name, ", ".join([city, *reversed(path[1:])])))
    return [
        (region, sorted(regions[region], key=lambda choice: choice[1]))
        for region in sorted(regions, key=lambda region: (region == "Other", region))
    ]


class ZoneSelect(forms.Select):
    """Django draws each option by a template of its own: too slow for six hundred."""

    template_name = "tasks/settings/zones.html"


class ZoneField(forms.ChoiceField):
    """An IANA zone by name; not required, it may be none."""

    widget = ZoneSelect

    def __init__(self, *, label: str, help_text: str = "", required: bool = True) -> None:
        super().__init__(
            choices=zones if required else lambda: [("", "None"), *zones()],
            label=label,
            help_text=help_text,
            required=required,
            error_messages={"invalid_choice": NOT_KNOWN, "required": "Choose your time zone."},
        )
