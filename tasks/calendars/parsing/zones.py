"""Resolves the time zones of one file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from tasks.calendars.parsing.custom_zones import InvalidZone, custom_zone, zone_name
from tasks.calendars.parsing.zone_names import MAX_NAME, guessed_zone, has_fixed_meaning, named_zone

UTC_ZONE = named_zone("UTC") or UTC


class Zones:
    """The zones of one file: `floating` for times without a zone, and the definitions of others.

    A definition is parsed when the first event refers to it.
    """

    def __init__(self, floating: tzinfo, definitions: Iterable[bytes] = ()) -> None:
        self.floating = floating
        self.definitions = {_folded(zone_name(text)): text for text in definitions}
        self.zones: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """Return the zone of a TZID; None if the name means nothing."""
        name = name[:MAX_NAME]  # names are cached
        if name not in self.zones:
            self.zones[name] = self._find(name)
        return self.zones[name]

    def _find(self, name: str) -> tzinfo | None:
        if has_fixed_meaning(name):
            return named_zone(name)
        if text := self.definitions.get(_folded(name)):
            try:
                return custom_zone(name, text)
            except InvalidZone:
                pass
        return named_zone(name) or guessed_zone(name)


def _folded(name: str) -> str:
    return name.strip().strip('"')[:MAX_NAME].casefold()


def instant_of(local: datetime, zone: tzinfo) -> datetime:
    """Return the instant of a local time (`core.wallclock` says which, if it has none or two)."""
    return local.replace(tzinfo=zone).astimezone(UTC)
