"""Answers every door shares: problems as JSON for programs, as a page for people."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import format_html

from core.ops.logs import request_id

logger = logging.getLogger(__name__)

BARE_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Whendoist</title>
<h1>{}</h1><p>Error {} · request {}</p></html>"""


def wants_json(path: str) -> bool:
    return path.startswith("/api/")


def problem(status: int, sentence: str, **more: Any) -> JsonResponse:
    """A problem a program can read and a person too (RFC 9457)."""
    body = {"title": sentence, "status": status, "request_id": request_id.get(), **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def error_response(
    path: str, status: int, sentence: str, retry_after: int | None = None
) -> HttpResponse:
    """Say in a sentence what went wrong, in the form that the asker of `path` reads.

    `retry_after` is in seconds. The page stands alone (no user, no context processors, no
    database): they may be what failed.
    """
    if wants_json(path):
        response: HttpResponse = problem(status, sentence)
    else:
        response = HttpResponse(render_error_page("trouble.html", status, sentence), status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def too_large(path: str) -> HttpResponse:
    """Refuse a request body that is over the limit."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
    return error_response(
        path, 413, f"That is more than {limit} kB, the most that can be sent at once."
    )


def embed_json(answer: HttpResponse, element_id: str, text: bytes) -> HttpResponse:
    """Fill a page's empty `<script id=… type="application/json">` with JSON.

    Not by the template, which copies what is in a block for each block around it.
    """
    for char in b"<>&":  # nothing in it may end the element
        text = text.replace(bytes([char]), b"\\u%04X" % char)
    place = b'<script id="%b" type="application/json">' % element_id.encode()
    before, found, after = answer.content.partition(place)
    answer.content = b"".join((before, found, text, after))
    return answer


def render_error_page(template: str, status: int, sentence: str) -> str:
    """A page that says what went wrong and quotes the id that finds the log line."""
    context = {"sentence": sentence, "status": status, "request_id": request_id.get()}
    try:
        return render_to_string(template, context)
    except Exception:
        # What broke may be the templates or the static files themselves.
        logger.exception("error page failed template=%s", template)
        return format_html(BARE_PAGE, sentence, status, request_id.get())
