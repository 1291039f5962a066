"""When a series happens: rules, their dates and their words. Pure Python, no Django."""

from tasks.recurrence.describe import describe
from tasks.recurrence.parts import InvalidRule
from tasks.recurrence.rule import Kind, MissingDays, Rule

__all__ = ["InvalidRule", "Kind", "MissingDays", "Rule", "describe"]
