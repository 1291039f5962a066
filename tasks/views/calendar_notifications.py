"""/calendars/notification/: a calendar provider reports that a calendar has changed."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tasks.calendars import channels


@csrf_exempt  # each message has the token of its channel
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Enqueue a sync of the calendar's account. Everything is in the headers; no body is read."""
    channel = request.headers.get("X-Goog-Channel-ID", "")
    if not channels.receive(channel, request.headers.get("X-Goog-Channel-Token", "")):
        raise Http404(_("No calendar has this channel."))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
