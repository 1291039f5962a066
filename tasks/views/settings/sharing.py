"""/settings/calendars/sharing/, and the forms that connect an ICS address or a CalDAV server."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts import reauthentication_required
from core.actor import signed_in_user
from core.models import User
from core.numbers import row_id
from tasks.calendars import actions, feeds
from tasks.calendars.accounts import connection_details
from tasks.calendars.safe_fetch import normalize_address
from tasks.editing import settings
from tasks.forms.sharing import (
    CalDavForm,
    DueDatesForm,
    FeedForm,
    PasswordForm,
    SubscribeForm,
)
from tasks.models import AppPassword, CalendarAccount, CalendarFeed
from tasks.views.actions import ActionResult, action_view, show_result, undo_view

PAGE = "tasks:settings-sharing"
CALENDARS = "tasks:settings-calendars"

undo_action = undo_view(PAGE)


@login_required
@require_GET
def sharing(request: HttpRequest) -> HttpResponse:
    """Show the feeds and app passwords, and the forms that add one."""
    return _page(request)


@login_required
@require_POST
@never_cache
@reauthentication_required(gettext_noop("To create a feed, confirm that it's you."))
def add_feed(request: HttpRequest) -> HttpResponse:
    """Add a feed and show its address, this once."""
    user = signed_in_user(request)
    form = FeedForm(request.POST, user=user)
    created = form.attempt(
        lambda: feeds.add_feed(user, form.cleaned_data["name"], form.domain, form.blocks_only)
    )
    if created is None:
        return _page(request, feed_form=form)
    address = request.build_absolute_uri(reverse("tasks:feed", args=[created[1]]))
    return _page(request, address=address)


@login_required
@require_POST
@never_cache
@reauthentication_required(gettext_noop("To create an app password, confirm that it's you."))
def add_password(request: HttpRequest) -> HttpResponse:
    """Add an app password and show it, this once."""
    user = signed_in_user(request)
    form = PasswordForm(request.POST, auto_id="password-%s")
    secret = form.attempt(lambda: feeds.add_password(user, form.cleaned_data["name"]))
    if secret is None:
        return _page(request, password_form=form)
    return _page(request, secret=secret)


@login_required
@require_POST
def due_dates(request: HttpRequest) -> HttpResponse:
    """Save which programs see scheduled to-dos as due."""
    user = signed_in_user(request)
    form = DueDatesForm(request.POST)
    log = form.attempt(lambda: settings.change_preferences(user, form.command))
    if log is None:
        return _page(request, due_dates_form=form)
    show_result(request, ActionResult(_("Saved."), log))
    return redirect(PAGE)


@action_view(PAGE)
def revoke_feed(user: User, pk: int) -> ActionResult:
    feeds.revoke_feed(user, pk)
    return ActionResult(_("Feed revoked."))


@action_view(PAGE)
def revoke_password(user: User, pk: int) -> ActionResult:
    feeds.revoke_password(user, pk)
    return ActionResult(_("App password revoked."))


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@reauthentication_required(gettext_noop("To connect a calendar, confirm that it's you."))
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for an address to subscribe to; the cluster reads it."""
    account, details = _account_to_reconnect(request, "ics")
    form = SubscribeForm(request.POST or None, initial=details)
    if _connect(request, form, "ics", account, "address"):
        sentence = _("Reading the calendar. Its events will appear in a moment.")
        show_result(request, ActionResult(sentence))
        return redirect(CALENDARS)
    context = {"page": "calendars", "form": form, "title": _("Subscribe to a calendar")}
    return render(request, "tasks/settings/connect.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@reauthentication_required(gettext_noop("To connect a calendar, confirm that it's you."))
def caldav(request: HttpRequest) -> HttpResponse:
    """Ask for a CalDAV server and its credentials; the cluster tries them."""
    account, details = _account_to_reconnect(request, "caldav")
    form = CalDavForm(request.POST or None, initial=details)
    if _connect(request, form, "caldav", account, "address", "username", "password"):
        sentence = _("Connecting to the server. Your calendars will appear in a moment.")
        show_result(request, ActionResult(sentence))
        return redirect(CALENDARS)
    context = {"page": "calendars", "form": form, "title": _("Connect a CalDAV server")}
    return render(request, "tasks/settings/connect.html", context)


def _account_to_reconnect(request: HttpRequest, provider: str) -> tuple[int | None, dict[str, Any]]:
    """Return the account in the query, if any, and its details without the password."""
    number = request.GET.get("account", "")
    if not number:
        return None, {}
    accounts = CalendarAccount.objects.for_user(signed_in_user(request)).filter(provider=provider)
    account = get_object_or_404(accounts, pk=row_id(number))
    return account.pk, connection_details(account)


def _connect(
    request: HttpRequest,
    form: SubscribeForm | CalDavForm,
    provider: str,
    account: int | None,
    *names: str,
) -> bool:
    def connect() -> CalendarAccount:
        secrets = {name: form.cleaned_data[name] for name in names}
        secrets["address"] = normalize_address(secrets["address"])
        return actions.connect(signed_in_user(request), provider, secrets, account)

    return form.attempt(connect) is not None


def _page(
    request: HttpRequest,
    feed_form: FeedForm | None = None,
    password_form: PasswordForm | None = None,
    due_dates_form: DueDatesForm | None = None,
    **secrets: str,
) -> HttpResponse:
    user = signed_in_user(request)
    context = {
        "page": "calendars",
        "feeds": CalendarFeed.objects.for_user(user).select_related("domain").order_by("pk"),
        "passwords": AppPassword.objects.for_user(user).order_by("pk"),
        "feed_form": feed_form or FeedForm(user=user),
        "password_form": password_form or PasswordForm(auto_id="password-%s"),
        "due_dates_form": due_dates_form or DueDatesForm(initial=model_to_dict(user.preferences)),
        "server": request.build_absolute_uri("/dav/"),
        **secrets,
    }
    return render(request, "tasks/settings/sharing.html", context)
