"""Pages that only act: do it, say so where the person stood, and offer to undo it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.actor import signed_in_user
from core.models import User
from tasks.editing.journal import Journal
from tasks.editing.undo import undo
from tasks.errors import Conflict, NotFound, Rejected

Arguments = ParamSpec("Arguments")


class ActionResult(NamedTuple):
    """What was done, in a sentence; with its log it can be undone."""

    sentence: str
    log: Journal | None = None


Act = Callable[Concatenate[User, Arguments], ActionResult]
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def action_view(page: str) -> Callable[[Act[Arguments]], View[Arguments]]:
    """Make a view of a function that acts for a person and stands for a button of `page`."""

    def decorate(act: Act[Arguments]) -> View[Arguments]:
        @require_POST
        @wraps(act)
        def view(
            request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(reverse(page))  # what was asked for cannot be opened
            try:
                show_result(request, act(signed_in_user(request), *args, **kwargs))
            except NotFound as missing:
                raise Http404(str(missing)) from missing
            except (Conflict, Rejected) as refusal:
                messages.error(request, str(refusal), extra_tags="refused")
            return redirect(page)

        return view

    return decorate


def undo_view(page: str) -> View[[int]]:
    """The view behind the Undo buttons of `page`."""

    @action_view(page)
    def undo_action(user: User, pk: int) -> ActionResult:
        undo(user, pk)
        return ActionResult("Undone.")

    return undo_action


def show_result(request: HttpRequest, result: ActionResult) -> None:
    """Say it on the next page. An edit that changed nothing leaves nothing to undo."""
    undoable = result.log.activity.pk if result.log else None
    messages.success(request, result.sentence, extra_tags=f"{undoable or 'done'}")
