"""/settings/account/: links to allauth's account pages, closing the account, revoking access."""

from __future__ import annotations

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts import close_account, reauthentication_required
from core.actor import signed_in_user
from tasks.calendars.feeds import revoke_all
from tasks.forms.account import CloseAccountForm
from tasks.models import AppPassword, CalendarFeed


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "tasks/settings/account.html", {"page": "account"})


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def close(request: HttpRequest) -> HttpResponseBase:
    """Close the account, after the password or, without a password, reauthentication."""
    if signed_in_user(request).has_usable_password():
        return _close(request)
    purpose = gettext_noop("To close your account, confirm that it's you.")
    return reauthentication_required(purpose)(_close)(request)


def _close(request: HttpRequest) -> HttpResponse:
    limited: HttpResponse | None = consume_or_429(
        request, action="reauthenticate", user=request.user
    )
    if limited:
        return limited
    user = signed_in_user(request)
    form = CloseAccountForm(request.POST or None, user=user)
    if form.is_valid():
        close_account(user)
        logout(request)
        messages.success(request, _("Your account is closed and its data has been deleted."))
        return redirect("account_login")
    return render(request, "tasks/settings/close.html", {"page": "account", "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest) -> HttpResponse:
    """Offer to revoke feeds and app passwords after a password change."""
    user = signed_in_user(request)
    if request.method == "POST":
        revoke_all(user)
        messages.success(request, _("All feeds and app passwords are revoked."))
    feeds = CalendarFeed.objects.for_user(user).count()
    passwords = AppPassword.objects.for_user(user).count()
    if not feeds and not passwords:
        return redirect("tasks:settings-account")
    context = {"page": "account", "feeds": feeds, "passwords": passwords}
    return render(request, "tasks/settings/revoke_access.html", context)
