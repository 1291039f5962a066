"""Reads iCalendar past its mistakes: a bad line costs itself, or its event, never the calendar."""

from __future__ import annotations

import logging

from icalendar import Component
from icalendar.cal import ComponentFactory
from icalendar.parser import Contentline, Parameters
from icalendar.parser.ical.calendar import CalendarIcalParser
from icalendar.timezone import tzp

from tasks.calendars.limits import Patience, is_endless_zone
from tasks.calendars.outline import WHEN

logger = logging.getLogger(__name__)

# What an event says once (RFC 5545 §3.6.1): of two the first counts.
ONCE = {"UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE"}
ZONE = {"TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "X-WR-TIMEZONE"}


def names(wanted: set[str]) -> set[str]:
    """The properties that are read when those `wanted` are."""
    return wanted | ONCE | WHEN | ZONE


def forget_zones() -> None:
    """What one calendar means by the name of a zone would hold for all others."""
    tzp.use_default()


class TolerantParser(CalendarIcalParser):
    """Reads the properties of the names `wanted`, and those that say when; drops what is broken."""

    def __init__(self, lines: list[Contentline], wanted: set[str], patience: Patience) -> None:
        super().__init__(lines, ComponentFactory(), Component.types_factory)
        self.read = names(wanted)
        self.patience = patience

    def handle_line_parse_error(self, exception: Exception) -> None:
        logger.debug("line unreadable")

    def handle_property(self, name: str, params: Parameters, vals: str, line: Contentline) -> None:
        self.patience.check()
        component = self.component
        if component is None or name not in self.read or (name in ONCE and name in component):
            return
        if params.get("VALUE") == "DATE":
            params.pop("TZID", None)  # a day is in no zone (RFC 5545 §3.2.19)
        try:
            super().handle_property(name, params, vals, line)
        except OSError:  # TZID=Europe: where the zones are, that is a directory
            params.pop("TZID")
            super().handle_property(name, params, vals, line)
        except Exception:  # of an alarm, a zone, the calendar: an event lives without
            logger.debug("property unreadable name=%s", name)

    def handle_property_parse_error(
        self, exception: Exception, name: str, params: Parameters, val: str, line: Contentline
    ) -> None:
        """An event whose time is broken is kept as broken, to be left out."""
        if name in WHEN:
            super().handle_property_parse_error(exception, name, params, val, line)

    def handle_end_component(self, vals: str) -> None:
        component = self.component
        if component is None:
            return
        if component.name == "VTIMEZONE" and _is_endless(component):
            component.pop("TZID", None)  # then nobody finds it
        try:
            super().handle_end_component(vals)
        except Exception:  # whatever makes a zone impossible
            logger.debug("time zone unreadable")


def _is_endless(zone: Component) -> bool:
    """Also what cannot be told: then it is not used either."""
    try:
        return is_endless_zone(zone)
    except Exception:  # rules that are none
        return True
