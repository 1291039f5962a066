"""/settings/calendars/: the connected accounts, their status, and the choices for each calendar."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_POST

from core.accounts import reauthentication_required
from core.actor import signed_in_user
from core.models import User
from core.numbers import row_id
from tasks.calendars import actions
from tasks.calendars.base import SignedOut
from tasks.calendars.google import consent
from tasks.calendars.status import pushed_blocks_of, statuses_of
from tasks.editing.settings import change_preferences
from tasks.errors import NotFound, Rejected
from tasks.forms.sharing import AddressesForm
from tasks.models import CalendarAccount
from tasks.views.actions import ActionResult, action_view, show_result, undo_view

PAGE = "tasks:settings-calendars"
undo_action = undo_view(PAGE)
SESSION_KEY = "google-consent"  # the pending authorization, until Google redirects back


@login_required
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """Show all accounts. Nothing on this page waits for a provider."""
    return _page(request)


def _page(request: HttpRequest, addresses_form: AddressesForm | None = None) -> HttpResponse:
    user = signed_in_user(request)
    typed = {"other_addresses": ", ".join(user.preferences.other_addresses)}
    context = {
        "page": "calendars",
        "statuses": statuses_of(user),
        "google": consent.is_configured(),
        "addresses_form": addresses_form or AddressesForm(initial=typed),
    }
    return render(request, "tasks/settings/calendars.html", context)


@login_required
@require_POST
def addresses(request: HttpRequest) -> HttpResponse:
    """Save the person's other email addresses."""
    user = signed_in_user(request)
    form = AddressesForm(request.POST)
    log = form.attempt(lambda: change_preferences(user, form.command))
    if log is None:
        return _page(request, form)
    show_result(request, ActionResult(_("Saved."), log))
    return redirect(PAGE)


@login_required
@require_GET
@reauthentication_required(gettext_noop("To connect a calendar, confirm that it's you."))
def google(request: HttpRequest) -> HttpResponse:
    """Redirect to Google for permission to read, and to write if an account should show blocks."""
    if not consent.is_configured():
        raise Http404(_("Google Calendar is not set up."))
    account = row_id(request.GET.get("account", ""))
    write = "blocks" in request.GET
    address, pending = consent.start_authorization(_callback_address(request), write)
    request.session[SESSION_KEY] = pending | {
        "account": str(account or ""),
        "blocks": "1" if write else "",
    }
    return redirect(address)


@login_required
@require_GET
@reauthentication_required(gettext_noop("To connect a calendar, confirm that it's you."))
def google_back(request: HttpRequest) -> HttpResponse:
    """Store what Google sent back; the cluster does the rest."""
    pending = request.session.pop(SESSION_KEY, None)
    user = signed_in_user(request)
    try:
        secrets = consent.complete_authorization(
            request.GET.dict(), pending, _callback_address(request)
        )
        _connect(user, secrets, pending or {})
    except (SignedOut, NotFound, Rejected) as error:
        messages.error(request, str(error), extra_tags="refused")
    else:
        sentence = _("Connecting to Google. Your calendars will appear in a moment.")
        show_result(request, ActionResult(sentence))
    return redirect(PAGE)


@action_view(PAGE)
def resync(user: User, pk: int) -> ActionResult:
    actions.resync(user, pk)
    return ActionResult(_("Syncing everything again."))


@action_view(PAGE)
def confirm_deletions(user: User, pk: int) -> ActionResult:
    count = actions.confirm_deletions(user, pk)
    sentence = ngettext("%(count)d event deleted.", "%(count)d events deleted.", count)
    return ActionResult(sentence % {"count": count})


@action_view(PAGE)
def choose(user: User, pk: int, option: str, on: int) -> ActionResult:
    """Set the option "shown" or "busy" of a calendar."""
    actions.choose(user, pk, option, bool(on))
    return ActionResult(_("Saved."))


@action_view(PAGE)
def untimed(user: User, pk: int, on: int) -> ActionResult:
    actions.push_blocks(user, pk, with_untimed=bool(on))
    return ActionResult(_("Saved."))


@action_view(PAGE)
def stop_pushing(user: User, pk: int, delete: bool) -> ActionResult:
    actions.stop_pushing(user, pk, delete)
    return ActionResult(_("Your blocks no longer appear in this account."))


@action_view(PAGE)
def disconnect(user: User, pk: int, delete: bool) -> ActionResult:
    actions.disconnect(user, pk, delete)
    return ActionResult(_("Account disconnected."))


@login_required
@require_GET
def confirm_disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to keep or delete the calendar of blocks before disconnecting."""
    return _confirmation_page(request, pk, "tasks/settings/calendar_disconnect.html")


@login_required
@require_GET
def confirm_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to keep or delete the calendar of blocks before pushing stops."""
    return _confirmation_page(request, pk, "tasks/settings/calendar_stop_pushing.html")


def _confirmation_page(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    account = get_object_or_404(CalendarAccount.objects.for_user(signed_in_user(request)), pk=pk)
    context = {"page": "calendars", "account": account, "pushed": pushed_blocks_of(account)}
    return render(request, template, context)


def _connect(user: User, secrets: dict[str, str], pending: dict[str, str]) -> None:
    account = actions.connect(user, "google", dict(secrets), row_id(pending.get("account", "")))
    if pending.get("blocks"):
        actions.push_blocks(user, account.pk)


def _callback_address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("tasks:settings-calendars-google-back"))
