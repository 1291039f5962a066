"""/settings/calendars/: which calendars are connected, how they are doing, what is chosen."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_GET

from core.accounts import reauthentication_required
from core.actor import signed_in_user
from core.models import User
from core.numbers import row_id
from tasks.calendars import actions
from tasks.calendars.base import SignedOut
from tasks.calendars.google import consent
from tasks.calendars.status import standing_at, statuses_of
from tasks.errors import NotFound, Rejected
from tasks.models import CalendarAccount
from tasks.views.actions import ActionResult, action_view, show_result

PAGE = "tasks:settings-calendars"
KEPT = "google-consent"  # in the session, from leaving for Google until coming back


@login_required
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """All accounts; nothing on this page waits for a provider."""
    context = {
        "page": "calendars",
        "statuses": statuses_of(signed_in_user(request)),
        "google": consent.is_offered(),
    }
    return render(request, "tasks/settings/calendars.html", context)


@login_required
@require_GET
@reauthentication_required(noop("To connect a calendar, confirm that it is you."))
def google(request: HttpRequest) -> HttpResponse:
    """Off to Google: to read; and to write as well when an account asks for blocks there."""
    if not consent.is_offered():
        raise Http404("This server is not known to Google.")
    account = row_id(request.GET.get("account", ""))
    write = "blocks" in request.GET
    address, kept = consent.begin(_way_back(request), write)
    request.session[KEPT] = kept | {"account": str(account or ""), "blocks": "1" if write else ""}
    return redirect(address)


@login_required
@require_GET
@reauthentication_required(noop("To connect a calendar, confirm that it is you."))
def google_back(request: HttpRequest) -> HttpResponse:
    """Back from Google. What was brought is kept; the cluster does the rest."""
    kept = request.session.pop(KEPT, None)
    user = signed_in_user(request)
    try:
        secrets = consent.returned(request.GET.dict(), kept, _way_back(request))
        _connect(user, secrets, kept or {})
    except (SignedOut, NotFound, Rejected) as refusal:
        messages.error(request, str(refusal), extra_tags="refused")
    else:
        show_result(
            request, ActionResult("Google is being connected. Its calendars appear in a moment.")
        )
    return redirect(PAGE)


@action_view(PAGE)
def resync(user: User, pk: int) -> ActionResult:
    actions.resync(user, pk)
    return ActionResult("Everything is being read anew.")


@action_view(PAGE)
def confirm_deletions(user: User, pk: int) -> ActionResult:
    return ActionResult(f"{actions.confirm_deletions(user, pk)} events are gone.")


@action_view(PAGE)
def confirm_removals(user: User, pk: int) -> ActionResult:
    return ActionResult(f"{actions.confirm_removals(user, pk)} events are being deleted there.")


@action_view(PAGE)
def choose(user: User, pk: int, what: str, on: int) -> ActionResult:
    """`what` is shown or busy."""
    actions.choose(user, pk, what, bool(on))
    return ActionResult("Saved.")


@action_view(PAGE)
def untimed(user: User, pk: int, on: int) -> ActionResult:
    actions.push_blocks(user, pk, with_untimed=bool(on))
    return ActionResult("Saved.")


@action_view(PAGE)
def stop_pushing(user: User, pk: int, delete: bool) -> ActionResult:
    actions.stop_pushing(user, pk, delete)
    return ActionResult("Blocks are no longer shown there.")


@action_view(PAGE)
def disconnect(user: User, pk: int, delete: bool) -> ActionResult:
    actions.disconnect(user, pk, delete)
    return ActionResult("The account is disconnected.")


@login_required
@require_GET
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks what happens to the blocks that are shown there."""
    return _asking(request, pk, "tasks/settings/calendar_disconnect.html")


@login_required
@require_GET
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the same before no more are shown there."""
    return _asking(request, pk, "tasks/settings/calendar_stop_pushing.html")


def _asking(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    account = get_object_or_404(CalendarAccount.objects.for_user(signed_in_user(request)), pk=pk)
    context = {"page": "calendars", "account": account, "standing": standing_at(account)}
    return render(request, template, context)


def _connect(user: User, secrets: dict[str, str], kept: dict[str, str]) -> None:
    account = actions.connect(user, "google", dict(secrets), row_id(kept.get("account", "")))
    if kept.get("blocks"):
        actions.push_blocks(user, account.pk)


def _way_back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("tasks:settings-calendars-google-back"))
