"""/settings/calendars/sharing/: feeds, app passwords, and how other programs see due dates."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.accounts import reauthentication_required
from core.actor import signed_in_user
from core.models import User
from tasks.calendars import feeds
from tasks.editing import settings
from tasks.forms.sharing import DueDatesForm, FeedForm, PasswordForm
from tasks.models import AppPassword, CalendarFeed
from tasks.views.actions import ActionResult, action_view, show_result, undo_view

PAGE = "tasks:settings-sharing"

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
