"""Recurrence rules: parsing, dates and descriptions. Pure Python, no Django."""

from tasks.recurrence.describe import describe
from tasks.recurrence.parts import InvalidRule
from tasks.recurrence.rule import Kind, MissingDays, Rule

__all__ = ["InvalidRule", "Kind", "MissingDays", "Rule", "describe"]
