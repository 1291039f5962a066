"""Types of the values in requests: their format, and the range that the database can store."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from tasks.constants import FIRST_DAY, LAST_DAY
from tasks.models.rules import UNSUPPORTED_DAY_MESSAGE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_IDS = 1_000  # rows named in one request


def _text(pattern: str, sentence: StrOrPromise) -> BeforeValidator:
    """Accept only text of this pattern: pydantic would read a number as seconds since 1970."""

    def check(value: object) -> object:
        if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII):
            return value
        raise PydanticCustomError("format", str(sentence))

    return BeforeValidator(check)


def _reject_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError(
            "text", gettext("This contains an incomplete character")
        ) from None
    return text


def _reject_control_characters(text: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise PydanticCustomError(
            "text", gettext("This contains a character that cannot be displayed")
        )
    return text


def _truncate_to_seconds(time: dt.time) -> dt.time:
    return time.replace(microsecond=0)


def _check_range(day: dt.date) -> dt.date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError("day", str(UNSUPPORTED_DAY_MESSAGE).removesuffix("."))
    return day


# In a JSON body: reject true, "5" and 5.0, which pydantic would convert to integers.
StrictInt = Annotated[int, Field(strict=True)]
StrictBool = Annotated[bool, Field(strict=True)]
Int = Annotated[StrictInt, Field(ge=-(2**31), lt=2**31)]
SmallInt = Annotated[StrictInt, Field(ge=-(2**15), lt=2**15)]
Id = Annotated[StrictInt, Field(ge=1, lt=2**63)]
Ids = Annotated[list[Id], Field(max_length=MAX_IDS)]
# Small enough that a float always fits between two positions and their sum is finite.
Position = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e12, le=1e12)]
# Seven days of [start, end] ranges; the verb checks the ranges.
Ranges = Annotated[list[Annotated[list[Int], Field(max_length=2)]], Field(max_length=48)]
Week = Annotated[list[Ranges], Field(max_length=7)]
# In a path or query, where every value is text.
QueryInt = Annotated[int, _text(r"-?\d{1,19}", _("Enter a whole number of at most 19 digits"))]
PathId = Annotated[QueryInt, Field(ge=1, lt=2**63)]
# A day of a series, which has a negative id as long as it has no row.
DayId = Annotated[StrictInt, Field(ge=-(2**63), lt=2**63)]
DayIds = Annotated[list[DayId], Field(max_length=MAX_IDS)]
PathDayId = Annotated[QueryInt, Field(ge=-(2**63), lt=2**63)]
PageSize = Annotated[QueryInt, Field(ge=1, le=200)]
Revision = Annotated[QueryInt, Field(ge=0, lt=2**31)]
SlotCount = Annotated[QueryInt, Field(ge=1, le=20)]
DayCount = Annotated[QueryInt, Field(ge=0, le=62)]  # 0: the planning days of the preferences
Day = Annotated[
    dt.date,
    _text(r"\d{4}-\d\d-\d\d", _("Write dates like 2026-11-23")),
    AfterValidator(_check_range),
]
WallTime = Annotated[
    dt.time,
    _text(r"\d\d:\d\d(:\d\d(\.\d+)?)?", _("Write times like 08:30, without a time zone")),
    AfterValidator(_truncate_to_seconds),
]
LocalDateTime = Annotated[
    dt.datetime,
    _text(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?",
        _("Write date and time like 2026-11-23T08:30, without a time zone"),
    ),
]
SpansOfHours = Annotated[list[tuple[LocalDateTime, LocalDateTime]], Field(max_length=14)]
# Rows of a plan: t12 is a task, i345 an occurrence, t12.2 the second chunk of a task.
RowKeys = Annotated[
    list[Annotated[str, Field(pattern=r"^[ti][1-9]\d{0,17}(\.\d{1,3})?$")]],
    Field(max_length=MAX_IDS),
]
# Free text; editing cleans it.
Text = Annotated[str, AfterValidator(_reject_surrogates)]
# An identifier, such as a time zone.
Keyword = Annotated[str, AfterValidator(_reject_control_characters)]
# The Idempotency-Key of an earlier request.
RequestKey = Annotated[Keyword, Field(max_length=64)]
# A line of quick add, in a query.
LineText = Annotated[Text, Field(max_length=2_000)]
# A day, or a day with a time, in a query: 2026-11-23T15:00, or as quick add reads it ("fri 15:00").
MomentText = Annotated[Text, Field(min_length=1, max_length=200)]
