"""Views behind buttons: run an action, show its result on the page, and offer to undo it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actor import signed_in_user
from core.models import User
from tasks.editing.journal import Journal
from tasks.editing.undo import undo
from tasks.errors import Conflict, NotFound, Rejected

Arguments = ParamSpec("Arguments")


class ActionResult(NamedTuple):
    """A sentence that says what happened, and the log to undo it with, if there is one."""

    sentence: str
    log: Journal | None = None


Action = Callable[Concatenate[User, Arguments], ActionResult]
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def action_view(page: str) -> Callable[[Action[Arguments]], View[Arguments]]:
    """Return a decorator that turns `action(user, …)` into the view of a button on `page`."""

    def decorate(action: Action[Arguments]) -> View[Arguments]:
        @require_POST
        @wraps(action)
        def view(
            request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(reverse(page))  # this view renders no page
            try:
                show_result(request, action(signed_in_user(request), *args, **kwargs))
            except NotFound as error:
                raise Http404(str(error)) from error
            except (Conflict, Rejected) as error:
                messages.error(request, str(error), extra_tags="error")
            return redirect(page)

        return view

    return decorate


def undo_view(page: str) -> View[[int]]:
    """Return the view of the Undo buttons on `page`."""

    @action_view(page)
    def undo_action(user: User, pk: int) -> ActionResult:
        undo(user, pk)
        return ActionResult(_("Undone."))

    return undo_action


def show_result(request: HttpRequest, result: ActionResult) -> None:
    """Show the result on the next page. An edit that changed nothing offers no undo."""
    activity = result.log.activity.pk if result.log else None
    messages.success(request, result.sentence, extra_tags=f"{activity or 'done'}")
