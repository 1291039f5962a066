"""/settings/account/: what a person can do with their account; most of it is allauth's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts import close_account
from core.acting import person
from tasks.forms.account import CloseAccountForm


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "tasks/settings/account.html", {"page": "account"})


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Closes the account once its address was typed."""
    user = person(request)
    form = CloseAccountForm(request.POST or None, user=user)
    if form.is_valid():
        close_account(user)
        logout(request)
        messages.success(request, "Your account is closed, and everything in it is gone.")
        return redirect("account_login")
    return render(request, "tasks/settings/close.html", {"page": "account", "form": form})
