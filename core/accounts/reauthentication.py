"""Asks again who somebody is before what would outlive a borrowed session.

allauth knows the ways (a password; later a passkey) and for how long an answer counts
(`ACCOUNT_REAUTHENTICATION_TIMEOUT`). What the person was about to do waits in the session, sealed,
and is done afterwards.
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

WAITS = 600  # seconds: a request left behind in a borrowed browser is not carried out later


def reauthentication_required(purpose: str) -> Callable[[View], View]:
    """Let a view run only for a person who has proved lately who they are.

    `purpose` is a sentence that tells them what for, to be translated here.
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
    """Keep the request, which may hold passwords of other servers, and ask."""
    waiting = {"request": serialize_request(request), "until": clock.now().timestamp() + WAITS}
    state = {"purpose": _(purpose), "waiting": encrypt(waiting)}
    answer: HttpResponseBase = stash_and_reauthenticate(
        request, state, "core.accounts.reauthentication.resume"
    )
    return answer


def resume(request: HttpRequest, state: dict[str, Any]) -> HttpResponseBase:
    """Carry out the request that waited. allauth calls this."""
    try:
        waiting = decrypt(state["waiting"])
    except DecryptionFailed:
        waiting = {"until": 0}
    if clock.now().timestamp() > waiting["until"]:
        messages.error(request, _("That took too long. Please start again."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    suspended = deserialize_request(waiting["request"], request)
    if suspended.method == "GET":
        return redirect(suspended.get_full_path())
    view, args, kwargs = resolve(suspended.path_info)
    answer: HttpResponseBase = view(suspended, *args, **kwargs)
    return answer
