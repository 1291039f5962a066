"""/api/v1/quickadd: add tasks from text, with a preview while typing"""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import patch_response
from tasks.api.schemas import MomentIn, PreviewIn, QuickAddIn
from tasks.editing import quickadd
from tasks.editing.commands import TaskFields
from tasks.quickadd import Suggestion, Token, suggest

router = Router(tags=["quick add"])


@router.post("")
def add(request: HttpRequest, body: QuickAddIn) -> HttpResponse:
    defaults = body.command()
    return patch_response(
        quickadd.quick_add(signed_in_user(request), defaults.pop("text"), defaults)
    )


@router.post("/preview")
def preview(request: HttpRequest, body: PreviewIn) -> dict[str, object]:
    """Parse the text so far. Positions count UTF-16 code units, as JavaScript does.

    The suggestions of a line are other likely readings: complete lines to use instead of it.
    Those of the response complete the word at the caret.
    """
    user = signed_in_user(request)
    names = quickadd.names_of(user, body.text)
    defaults: TaskFields = {
        "scheduled_date": body.scheduled_date,
        "scheduled_time": body.scheduled_time,
    }
    lines = quickadd.parse_text(user, body.text, names, defaults)
    caret = len(body.text.encode("utf-16-le")[: 2 * body.caret].decode("utf-16-le", "ignore"))
    return {
        "lines": [
            {
                "depth": depth,
                "title": parsed.title,
                "date": parsed.scheduled_date,
                "time": parsed.scheduled_time,
                "duration": parsed.duration,
                "tokens": [_as_json(token, body.text) for token in parsed.tokens],
                "unknown": [_as_json(token, body.text) for token in parsed.unknown],
                "problems": parsed.problems,
                "suggestions": [asdict(item) for item in parsed.alternatives],
            }
            for depth, parsed in lines
        ],
        "suggestions": [_as_json(item, body.text) for item in suggest(body.text, caret, names)],
    }


@router.post("/moment")
def moment(request: HttpRequest, body: MomentIn) -> dict[str, object]:
    """Parse the text of a date or time field: "fri 9", "in 2 weeks". Nothing is stored.

    A time without a day is on `day`. A text without a meaning has a problem, and one with several
    has suggestions to use instead of it.
    """
    result = quickadd.read_day_and_time(signed_in_user(request), body.text, body.kind, body.day)
    return {
        "date": result.day,
        "time": result.time,
        "label": result.label,
        "problem": result.problem,
        "suggestions": result.suggestions,
    }


def _as_json(token: Token | Suggestion, text: str) -> dict[str, object]:
    return asdict(token) | {
        "start": _utf16_position(text, token.start),
        "end": _utf16_position(text, token.end),
    }


def _utf16_position(text: str, position: int) -> int:
    return len(text[:position].encode("utf-16-le")) // 2
