"""Conditions and sentences that the constraints of several tables share."""

from __future__ import annotations

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tasks.constants import DESCRIPTION_LENGTH, FIRST_DAY, LAST_DAY, TITLE_LENGTH

# Starts and ends with something visible, no control characters between.
TITLE_PATTERN = r"^[^[:cntrl:][:space:]]([^[:cntrl:]]*[^[:cntrl:][:space:]])?$"

UNSUPPORTED_DAY_MESSAGE = format_lazy(
    _("Pick a day between the years {first} and {last}."), first=FIRST_DAY.year, last=LAST_DAY.year
)
TITLE_MESSAGE = format_lazy(
    _("A title is 1 to {limit} characters of plain text on one line."), limit=TITLE_LENGTH
)
NOTES_MESSAGE = format_lazy(
    _("Notes can have up to {limit} characters."), limit=f"{DESCRIPTION_LENGTH:,}"
)
# A part of the day, or a range of times; one that ends before it begins ends the next day.
IDEAL_TIME_PATTERN = (
    r"^(|morning|midday|afternoon|evening"
    r"|([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])$"
)
EMPTY_RANGE_PATTERN = r"^(.....)-\1$"
IDEAL_TIME_MESSAGE = _(
    "The best time is morning, midday, afternoon, evening, or a range such as 09:00-11:30."
)

PLACED_BY_MESSAGE = _("A time was chosen by “person” or by “plan”.")


def is_supported_day(field: str) -> Q:
    """Return a condition that holds when a date is null or has instants in every time zone."""
    return Q((field, None)) | Q((f"{field}__range", (FIRST_DAY, LAST_DAY)))
