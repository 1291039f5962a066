"""/feeds/<secret>.ics: a person's plan, for everyone who knows the address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the feed, or 304 if nothing has changed since the last request."""
    from tasks.calendars import feed_document  # noqa: PLC0415 - 5 MB, only if used

    calendar_feed = feed_document.find_feed(secret)
    if calendar_feed is None:
        raise Http404(_("No feed has this address."))
    etag = feed_document.etag(calendar_feed)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(feed_document.render(calendar_feed), content_type=CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
