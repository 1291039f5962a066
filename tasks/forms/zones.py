"""Every time zone there is, to choose from."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.zones import known_zones

Choices = list[tuple[str, list[tuple[str, str]]]]

NOT_KNOWN = "“%(value)s” is not a time zone this server knows. Choose one like Europe/Berlin."
NONE = format_html('<option value="">{}</option>', "None")


@cache
def zones() -> Choices:
    """The IANA zones by region; the city comes first, so that typing its name finds it."""
    regions: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in known_zones():
        *path, city = name.replace("_", " ").split("/")
        region = path[0] if path and path[0] != "Etc" else "Other"
        regions[region].append((name, ", ".join([city, *reversed(path[1:])])))
    return [
        (region, sorted(regions[region], key=lambda choice: choice[1]))
        for region in sorted(regions, key=lambda region: (region == "Other", region))
    ]


@cache
def _options() -> SafeString:
    groups = (
        (region, format_html_join("", '<option value="{}">{}</option>', choices))
        for region, choices in zones()
    )
    return format_html_join("\n", '<optgroup label="{}">{}</optgroup>', groups)


class ZoneSelect(forms.Select):
    """A select drawn once for everybody, but for what is selected: there are six hundred options,
    and a template takes forty milliseconds for them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = format_html('value="{}"', value or "")
        options = _options() if self.is_required else NONE + _options()
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            mark_safe(options.replace(chosen, f"{chosen} selected", 1)),  # noqa: S308 - escaped
        )


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
