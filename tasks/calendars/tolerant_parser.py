"""Parses invalid iCalendar: an invalid line costs only itself or its event, never the calendar."""

from __future__ import annotations

import logging

from icalendar import Component
from icalendar.cal import ComponentFactory
from icalendar.parser import Contentline, Parameters
from icalendar.parser.ical.calendar import CalendarIcalParser
from icalendar.timezone import tzp

from tasks.calendars.limits import Deadline, is_implausible_zone
from tasks.calendars.outline import WHEN

logger = logging.getLogger(__name__)

# Properties an event may have once (RFC 5545 §3.6.1): of two the first counts.
ONCE = {"UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE"}
ZONE = {"TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "X-WR-TIMEZONE"}


def wanted_names(wanted: set[str]) -> set[str]:
    """Return the names of all properties needed to read the `wanted` ones."""
    return wanted | ONCE | WHEN | ZONE


def forget_zones() -> None:
    """Drop custom time zones: one calendar's zone must not apply to the next one."""
    tzp.use_default()


class TolerantParser(CalendarIcalParser):
    """Parses the `wanted` properties and those for dates and times; drops invalid ones."""

    def __init__(self, lines: list[Contentline], wanted: set[str], deadline: Deadline) -> None:
        super().__init__(lines, ComponentFactory(), Component.types_factory)
        self.names = wanted_names(wanted)
        self.deadline = deadline

    def handle_line_parse_error(self, exception: Exception) -> None:
        logger.debug("line skipped")

    def handle_property(self, name: str, params: Parameters, vals: str, line: Contentline) -> None:
        self.deadline.check()
        component = self.component
        if component is None or name not in self.names or (name in ONCE and name in component):
            return
        if params.get("VALUE") == "DATE":
            params.pop("TZID", None)  # dates have no zone (RFC 5545 §3.2.19)
        try:
            super().handle_property(name, params, vals, line)
        except OSError:  # TZID=Europe is a directory of the tz database
            params.pop("TZID")
            super().handle_property(name, params, vals, line)
        except Exception:  # of an alarm, zone or calendar: events can be read without
            logger.debug("property skipped name=%s", name)

    def handle_property_parse_error(
        self, exception: Exception, name: str, params: Parameters, val: str, line: Contentline
    ) -> None:
        """Keep an invalid date or time as an error, so that its event is skipped."""
        if name in WHEN:
            super().handle_property_parse_error(exception, name, params, val, line)

    def handle_end_component(self, vals: str) -> None:
        component = self.component
        if component is None:
            return
        if component.name == "VTIMEZONE" and _is_implausible(component):
            component.pop("TZID", None)  # so that no event refers to it
        try:
            super().handle_end_component(vals)
        except Exception:  # libraries raise anything on an invalid zone
            logger.debug("time zone skipped")


def _is_implausible(zone: Component) -> bool:
    """Whether a zone changes too often, or cannot be checked."""
    try:
        return is_implausible_zone(zone)
    except Exception:  # invalid rules
        return True
