"""The grammar of quick add: parse a line of text into the fields of a task. Pure Python."""

from tasks.quickadd.calendar import Calendar, PartsOfDay
from tasks.quickadd.day_and_time import DayAndTime, field_label, parse_clock, parse_day_and_time
from tasks.quickadd.lines import parse_lines
from tasks.quickadd.parse import parse
from tasks.quickadd.suggest import Suggestion, suggest
from tasks.quickadd.times import Clock
from tasks.quickadd.tokens import Alternative, Names, Parsed, Token

__all__ = [
    "Alternative",
    "Calendar",
    "Clock",
    "DayAndTime",
    "Names",
    "Parsed",
    "PartsOfDay",
    "Suggestion",
    "Token",
    "field_label",
    "parse",
    "parse_clock",
    "parse_day_and_time",
    "parse_lines",
    "suggest",
]
