"""Responses shared by all entry points: errors as JSON for programs, as pages for people."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.ops.logs import request_id

logger = logging.getLogger(__name__)

BARE_PAGE = """<!doctype html>
<html lang="{}"><meta charset="utf-8"><title>Whendoist</title>
<h1>{}</h1><p>Error {} · request {}</p></html>"""


def wants_json(path: str) -> bool:
    return path.startswith("/api/")


def problem(status: int, sentence: str, **members: Any) -> JsonResponse:
    """Return a problem response (RFC 9457) with a sentence for people as its title."""
    body = {"title": sentence, "status": status, "request_id": request_id.get(), **members}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def error_response(
    path: str,
    status: int,
    sentence: str,
    retry_after: int | None = None,
    link: tuple[str, str] | None = None,
) -> HttpResponse:
    """Return an error as JSON or as a page, depending on `path`.

    `retry_after` is in seconds; `link` is the address and the text of a link, which only the
    page has. The page uses no user, context processor or database, because these may have failed.
    """
    if wants_json(path):
        response: HttpResponse = problem(status, sentence)
    else:
        page = render_error_page("trouble.html", status, sentence, link)
        response = HttpResponse(page, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def too_large(path: str) -> HttpResponse:
    """Reject a request body above the limit with 413."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
    text = _("This is larger than %(limit)d kB, the limit for one request.")
    return error_response(path, 413, text % {"limit": limit})


def embed_json(response: HttpResponse, element_id: str, text: bytes) -> HttpResponse:
    """Fill a page's empty `<script id=… type="application/json">` with JSON.

    Not in the template, which would copy a large text once per enclosing block.
    """
    for char in b"<>&":  # the JSON must not close the element
        text = text.replace(bytes([char]), b"\\u%04X" % char)
    tag = b'<script id="%b" type="application/json">' % element_id.encode()
    before, tag, after = response.content.partition(tag)
    response.content = b"".join((before, tag, text, after))
    return response


def render_error_page(
    template: str, status: int, sentence: str, link: tuple[str, str] | None = None
) -> str:
    """Render an error page with the request id, which leads to the log line."""
    context = {
        "sentence": sentence,
        "status": status,
        "request_id": request_id.get(),
        "link": link,
    }
    try:
        return render_to_string(template, context)
    except Exception:
        # The templates or static files themselves may be what failed.
        logger.exception("error page failed template=%s", template)
        return format_html(BARE_PAGE, get_language(), sentence, status, request_id.get())
