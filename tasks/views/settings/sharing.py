"""/settings/calendars/sharing/ and the forms that connect what needs an address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_noop as noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts import reauthentication_required
from core.actor import signed_in_user
from core.models import User
from core.numbers import row_id
from tasks.calendars import actions
from tasks.calendars import feeds as shares
from tasks.calendars.accounts import connection_details
from tasks.calendars.safe_fetch import normalized
from tasks.forms.sharing import CalDavForm, FeedForm, PasswordForm, SubscribeForm
from tasks.models import AppPassword, CalendarAccount, CalendarFeed
from tasks.views.actions import ActionResult, action_view, show_result

PAGE = "tasks:settings-sharing"
CALENDARS = "tasks:settings-calendars"


@login_required
@require_GET
def sharing(request: HttpRequest) -> HttpResponse:
    """The feeds and app passwords there are, and forms that add one."""
    return _page(request)


@login_required
@require_POST
@never_cache
@reauthentication_required(noop("To create a feed, confirm that it is you."))
def add_feed(request: HttpRequest) -> HttpResponse:
    """Adds a feed and tells its address, this once."""
    user = signed_in_user(request)
    form = FeedForm(request.POST, user=user)
    made = form.attempt(
        lambda: shares.add_feed(user, form.cleaned_data["name"], form.domain, form.blocks_only)
    )
    if made is None:
        return _page(request, feed_form=form)
    address = request.build_absolute_uri(reverse("tasks:feed", args=[made[1]]))
    return _page(request, address=address)


@login_required
@require_POST
@never_cache
@reauthentication_required(noop("To create an app password, confirm that it is you."))
def add_password(request: HttpRequest) -> HttpResponse:
    """Adds an app password and tells it, this once."""
    user = signed_in_user(request)
    form = PasswordForm(request.POST, auto_id="password-%s")
    secret = form.attempt(lambda: shares.add_password(user, form.cleaned_data["name"]))
    if secret is None:
        return _page(request, password_form=form)
    return _page(request, secret=secret)


@action_view(PAGE)
def revoke_feed(user: User, pk: int) -> ActionResult:
    shares.revoke_feed(user, pk)
    return ActionResult("The feed is revoked.")


@action_view(PAGE)
def revoke_password(user: User, pk: int) -> ActionResult:
    shares.revoke_password(user, pk)
    return ActionResult("The app password is revoked.")


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@reauthentication_required(noop("To connect a calendar, confirm that it is you."))
def subscribe(request: HttpRequest) -> HttpResponse:
    """Asks for an address to subscribe to; the cluster reads it."""
    account, known = _again(request, "ics")
    form = SubscribeForm(request.POST or None, initial=known)
    if _connects(request, form, "ics", account, "address"):
        show_result(
            request, ActionResult("The calendar is being read. Its events appear in a moment.")
        )
        return redirect(CALENDARS)
    context = {"page": "calendars", "form": form, "title": "Subscribe to a calendar"}
    return render(request, "tasks/settings/connect.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@reauthentication_required(noop("To connect a calendar, confirm that it is you."))
def caldav(request: HttpRequest) -> HttpResponse:
    """Asks for a CalDAV server and how to sign in there; the cluster tries it."""
    account, known = _again(request, "caldav")
    form = CalDavForm(request.POST or None, initial=known)
    if _connects(request, form, "caldav", account, "address", "username", "password"):
        show_result(
            request, ActionResult("The server is being asked. Its calendars appear in a moment.")
        )
        return redirect(CALENDARS)
    context = {"page": "calendars", "form": form, "title": "Connect a CalDAV server"}
    return render(request, "tasks/settings/connect.html", context)


def _again(request: HttpRequest, provider: str) -> tuple[int | None, dict[str, Any]]:
    """The account that is to be connected again, if one is named, and what is known of it."""
    named = request.GET.get("account", "")
    if not named:
        return None, {}
    mine = CalendarAccount.objects.for_user(signed_in_user(request)).filter(provider=provider)
    account = get_object_or_404(mine, pk=row_id(named))
    return account.pk, connection_details(account)


def _connects(
    request: HttpRequest,
    form: SubscribeForm | CalDavForm,
    provider: str,
    account: int | None,
    *names: str,
) -> bool:
    def connect() -> CalendarAccount:
        said = {name: form.cleaned_data[name] for name in names}
        said["address"] = normalized(said["address"])
        return actions.connect(signed_in_user(request), provider, said, account)

    return form.attempt(connect) is not None


def _page(
    request: HttpRequest,
    feed_form: FeedForm | None = None,
    password_form: PasswordForm | None = None,
    **told: str,
) -> HttpResponse:
    user = signed_in_user(request)
    context = {
        "page": "calendars",
        "feeds": CalendarFeed.objects.for_user(user).select_related("domain").order_by("pk"),
        "passwords": AppPassword.objects.for_user(user).order_by("pk"),
        "feed_form": feed_form or FeedForm(user=user),
        "password_form": password_form or PasswordForm(auto_id="password-%s"),
        "server": request.build_absolute_uri("/dav/"),
        **told,
    }
    return render(request, "tasks/settings/sharing.html", context)
