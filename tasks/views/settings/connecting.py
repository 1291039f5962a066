"""Connects an ICS address or a CalDAV server: ask for it, try it, show what is in it, connect."""

from __future__ import annotations

from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.accounts import reauthentication_required
from core.actor import signed_in_user
from core.models import User
from core.numbers import row_id
from tasks.calendars import actions, trials
from tasks.calendars.accounts import connection_details
from tasks.calendars.problems import PAGES
from tasks.calendars.trials import Trial
from tasks.forms.connecting import CalDavForm, ConnectForm, NameForm, SubscribeForm
from tasks.models import CalendarAccount
from tasks.views.actions import ActionResult, show_result

CALENDARS = "tasks:settings-calendars"
TRIAL = "tasks:settings-calendars-trial"
REFRESH_SECONDS = 1
RATE = "calendar_trial"


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@reauthentication_required(gettext_noop("To connect a calendar, confirm that it's you."))
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for an address to subscribe to."""
    return _ask(request, SubscribeForm, _("Subscribe to a calendar"))


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@reauthentication_required(gettext_noop("To connect a calendar, confirm that it's you."))
def caldav(request: HttpRequest) -> HttpResponse:
    """Ask for a CalDAV server and its credentials."""
    return _ask(request, CalDavForm, _("Connect a CalDAV server"))


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
@reauthentication_required(gettext_noop("To connect a calendar, confirm that it's you."))
def trial(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the tried calendar contains and connect it; reload while the cluster reads it."""
    user = signed_in_user(request)
    current = trials.get(user, token)
    if current is None:
        messages.error(request, _("This took too long. Please start again."), extra_tags="error")
        return redirect(CALENDARS)
    if current.error:
        return redirect(_form_address(current, token))
    names = {"name": current.preview.name if current.preview else ""}
    form = NameForm(request.POST or None, initial=names)
    if form.attempt(lambda: trials.connect(user, token, form.cleaned_data["name"])):
        show_result(request, ActionResult(_("Connected. Its events will appear in a moment.")))
        return redirect(CALENDARS)
    context = {"page": "calendars", "trial": current, "form": form}
    context["form_address"] = _form_address(current, token)
    response = render(request, "tasks/settings/calendar_trial.html", context)
    if current.waiting:
        response["Refresh"] = str(REFRESH_SECONDS)  # works without scripts
    return response


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename an account."""
    user = signed_in_user(request)
    account = get_object_or_404(CalendarAccount.objects.for_user(user), pk=pk)
    form = NameForm(request.POST or None, initial={"name": account.name})
    if form.attempt(lambda: actions.rename(user, pk, form.cleaned_data["name"])):
        show_result(request, ActionResult(_("Renamed.")))
        return redirect(CALENDARS)
    context = {"page": "calendars", "account": account, "form": form}
    return render(request, "tasks/settings/calendar_rename.html", context)


def _ask(request: HttpRequest, form_class: type[ConnectForm], title: str) -> HttpResponse:
    """Show the form; if it is valid, start a trial and redirect to its page."""
    user = signed_in_user(request)
    account, details = _account_to_reconnect(request, form_class.provider)
    form = form_class(request.POST or None, initial=details, user=user)
    if not form.is_bound:
        form = _form_of_trial(request, form_class, user) or form
    elif form.is_valid():
        limited: HttpResponse | None = consume_or_429(request, action=RATE, user=user)
        if limited:
            return limited
        if token := form.attempt(lambda: _start(user, form, account)):
            return redirect(TRIAL, token)
    context = {"page": "calendars", "form": form, "title": title, "provider": form.provider}
    return render(request, "tasks/settings/connect.html", context)


def _start(user: User, form: ConnectForm, account: int | None) -> str:
    return trials.start(user, form.provider, form.cleaned_data, account, form.note)


def _form_of_trial(
    request: HttpRequest, form_class: type[ConnectForm], user: User
) -> ConnectForm | None:
    """Return the form with what was tried, and the error if that failed; None without a trial."""
    current = trials.get(user, request.GET.get("trial", ""))
    if current is None or current.provider != form_class.provider:
        return None
    if not current.error:
        return form_class(initial=current.details, user=user)
    form = form_class(current.credentials, user=user)
    form.add_error("address", current.error)
    return form


def _form_address(current: Trial, token: str) -> str:
    """Return the address of the form, which shows the error or offers another address."""
    account = f"&account={current.account}" if current.account else ""
    return f"{reverse(PAGES[current.provider])}?trial={token}{account}"


def _account_to_reconnect(request: HttpRequest, provider: str) -> tuple[int | None, dict[str, Any]]:
    """Return the account in the query, if any, and its details without the password."""
    number = request.GET.get("account", "")
    if not number:
        return None, {}
    accounts = CalendarAccount.objects.for_user(signed_in_user(request)).filter(provider=provider)
    account = get_object_or_404(accounts, pk=row_id(number))
    return account.pk, connection_details(account)
