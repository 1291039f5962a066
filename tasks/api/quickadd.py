"""/api/v1/quickadd"""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import changed
from tasks.api.schemas import PreviewIn, QuickAddIn
from tasks.editing import quickadd
from tasks.quickadd import Suggestion, Token, suggest

router = Router(tags=["quick add"])


@router.post("")
def add(request: HttpRequest, what: QuickAddIn) -> HttpResponse:
    defaults = what.sent()
    return changed(quickadd.quick_add(signed_in_user(request), defaults.pop("text"), defaults))


@router.post("/preview")
def preview(request: HttpRequest, what: PreviewIn) -> dict[str, object]:
    """What the line means so far. Positions count UTF-16 units, as scripts in a browser do."""
    user = signed_in_user(request)
    lines = quickadd.parse_text(user, what.text)
    caret = len(what.text.encode("utf-16-le")[: 2 * what.caret].decode("utf-16-le", "ignore"))
    return {
        "lines": [
            {
                "depth": depth,
                "title": parsed.title,
                "tokens": [_shown(token, what.text) for token in parsed.tokens],
                "unknown": [_shown(token, what.text) for token in parsed.unknown],
                "problems": parsed.problems,
            }
            for depth, parsed in lines
        ],
        "suggestions": [
            _shown(item, what.text) for item in suggest(what.text, caret, quickadd.names_of(user))
        ],
    }


def _shown(token: Token | Suggestion, text: str) -> dict[str, object]:
    return asdict(token) | {"start": _units(text, token.start), "end": _units(text, token.end)}


def _units(text: str, position: int) -> int:
    return len(text[:position].encode("utf-16-le")) // 2
