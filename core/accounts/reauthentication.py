"""Confirm the password again before a change that would outlive a stolen session.

allauth knows the methods (a password; later a passkey) and how long a confirmation is valid
(`ACCOUNT_REAUTHENTICATION_TIMEOUT`). The interrupted request is stored encrypted in the session and
resumed afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    stash_and_reauthenticate,
)
from allauth.core.internal.httpkit import deserialize_request, serialize_request
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.translation import gettext as _

from core import clock
from core.crypto import DecryptionFailed, decrypt, encrypt

View = Callable[..., HttpResponseBase]

MAX_WAIT = 600  # seconds; an abandoned request must not be resumed by the next person


def reauthentication_required(purpose: str) -> Callable[[View], View]:
    """Return a decorator that lets a view run only after a recent confirmation.

    `purpose` is an untranslated sentence (`gettext_noop`) that explains the confirmation.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_reauthentication_required(request, app="allauth.account"):
                return _suspend(request, purpose)
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def _suspend(request: HttpRequest, purpose: str) -> HttpResponseBase:
    """Store the request, encrypted because it may contain passwords, and ask for confirmation."""
    stored = {"request": serialize_request(request), "until": clock.now().timestamp() + MAX_WAIT}
    state = {"purpose": _(purpose), "waiting": encrypt(stored)}
    response: HttpResponseBase = stash_and_reauthenticate(
        request, state, "core.accounts.reauthentication.resume"
    )
    return response


def resume(request: HttpRequest, state: dict[str, Any]) -> HttpResponseBase:
    """Run the stored request. allauth calls this after the confirmation."""
    try:
        stored = decrypt(state["waiting"])
    except DecryptionFailed:
        stored = {"until": 0}
    if clock.now().timestamp() > stored["until"]:
        messages.error(request, _("Confirming took too long. Please start again."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    suspended = deserialize_request(stored["request"], request)
    if suspended.method == "GET":
        return redirect(suspended.get_full_path())
    view, args, kwargs = resolve(suspended.path_info)
    response: HttpResponseBase = view(suspended, *args, **kwargs)
    return response
