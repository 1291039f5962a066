"""/feeds/<secret>.ics: a person's plan for whoever knows the address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The feed, or 304 when nothing has changed since it was read."""
    from tasks.calendars import feed_document  # noqa: PLC0415 - 5 MB, for whom it concerns

    found = feed_document.opened(secret)
    if found is None:
        raise Http404("There is no such feed.")
    etag = feed_document.etag(found)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(feed_document.text(found), content_type=CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
