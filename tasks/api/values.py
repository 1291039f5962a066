"""The values that the API takes in: how each is spelled, and what the database can hold of it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from tasks.constants import FIRST_DAY, LAST_DAY
from tasks.models.task import UNSUPPORTED_DAY_MESSAGE

MOST_IDS = 1_000  # rows named in one request


def _spelled(pattern: str, how: str) -> BeforeValidator:
    """Only text of this shape: pydantic would read a number as seconds since 1970."""

    def check(value: object) -> object:
        if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII):
            return value
        raise PydanticCustomError("spelling", how)

    return BeforeValidator(check)


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("text", "This holds half a character") from None
    return text


def _plain(text: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise PydanticCustomError("text", "This holds a character that cannot be shown")
    return text


def _whole_seconds(time: dt.time) -> dt.time:
    return time.replace(microsecond=0)


def _of_our_time(day: dt.date) -> dt.date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError("day", UNSUPPORTED_DAY_MESSAGE.removesuffix("."))
    return day


# In a JSON body: whole numbers only, neither true nor "5" nor 5.0, which pydantic would convert.
Whole = Annotated[int, Field(strict=True)]
Bool = Annotated[bool, Field(strict=True)]
Int = Annotated[Whole, Field(ge=-(2**31), lt=2**31)]
Small = Annotated[Whole, Field(ge=-(2**15), lt=2**15)]
Id = Annotated[Whole, Field(ge=1, lt=2**63)]
Ids = Annotated[list[Id], Field(max_length=MOST_IDS)]
# Far from where two neighbours have no number between them, or their sum is infinite.
Position = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e12, le=1e12)]
# Seven days of [start, end]; the verb says what is wrong with them.
Ranges = Annotated[list[Annotated[list[Int], Field(max_length=2)]], Field(max_length=48)]
Week = Annotated[list[Ranges], Field(max_length=7)]
# In a path or a query, where every value is text.
Number = Annotated[int, _spelled(r"-?\d{1,19}", "A number is written with up to 19 digits")]
PathId = Annotated[Number, Field(ge=1, lt=2**63)]
Revision = Annotated[Number, Field(ge=0, lt=2**31)]
Few = Annotated[Number, Field(ge=1, le=20)]
Days = Annotated[Number, Field(ge=0, le=62)]  # 0: as far as the planner looks
Day = Annotated[
    dt.date,
    _spelled(r"\d{4}-\d\d-\d\d", "A day is written like 2026-11-23"),
    AfterValidator(_of_our_time),
]
WallTime = Annotated[
    dt.time,
    _spelled(r"\d\d:\d\d(:\d\d(\.\d+)?)?", "A time is written like 08:30, without a zone"),
    AfterValidator(_whole_seconds),
]
Moment = Annotated[
    dt.datetime,
    _spelled(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?",
        "A moment is written like 2026-11-23T08:30, without a zone",
    ),
]
# Rows of a plan: t12 is a task, i345 a day of a series, t12.2 a chunk.
Keys = Annotated[
    list[Annotated[str, Field(pattern=r"^[ti][1-9]\d{0,17}(\.\d{1,3})?$")]],
    Field(max_length=MOST_IDS),
]
# What a person wrote; editing makes it fit to keep.
Text = Annotated[str, AfterValidator(_without_surrogates)]
# A word with a meaning, such as a time zone.
Word = Annotated[str, AfterValidator(_plain)]
