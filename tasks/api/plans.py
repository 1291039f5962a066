"""/api/v1/plans: propose, explain and apply plans"""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from core.http import problem
from tasks.api.plan_schemas import AcceptIn, PlanIn
from tasks.api.responses import json_response, patch_response
from tasks.api.values import Keyword, LineText, MomentText, PathId
from tasks.editing.quickadd import iso_moment
from tasks.planning import proposals

router = Router(tags=["plans"])
promises = Router(tags=["plans"])


@router.post("")
def propose(request: HttpRequest, body: PlanIn) -> HttpResponse:
    """A plan to look at: nothing changes until it is applied."""
    user = signed_in_user(request)
    proposal = proposals.propose(user, body.plan_request(), body.dry_run)
    return json_response(orjson.dumps(proposals.present(user, proposal)))


@router.get("/offer")
def offer(request: HttpRequest) -> HttpResponse:
    """What needs attention now, with one button that helps: "offer" is null if nothing does."""
    return json_response(orjson.dumps(proposals.find_offer(signed_in_user(request))))


@router.get("/{pk}")
def plan(request: HttpRequest, pk: PathId) -> HttpResponse:
    user = signed_in_user(request)
    return json_response(orjson.dumps(proposals.present(user, proposals.get_proposal(user, pk))))


@router.get("/{pk}/why/{key}")
def why(request: HttpRequest, pk: PathId, key: Keyword) -> HttpResponse:
    """Why a block is where it is, or why a task was left out."""
    return json_response(orjson.dumps(proposals.explain(signed_in_user(request), pk, key)))


@router.post("/{pk}/apply")
def apply(request: HttpRequest, pk: PathId, body: AcceptIn) -> HttpResponse:
    """Take the plan over, whole or in part; one activity, one undo."""
    try:
        return patch_response(proposals.apply(signed_in_user(request), pk, body.accept))
    except proposals.PlanOutdated as error:
        return problem(409, str(error), proposal=error.proposal)


@promises.get("")
def promise(request: HttpRequest, text: LineText, by: MomentText | None = None) -> HttpResponse:
    """Whether a task that a line of quick add describes can be promised by its deadline."""
    user = signed_in_user(request)
    moment = iso_moment(user, by, "by") if by else ""
    return json_response(orjson.dumps(proposals.promise_line(user, text, moment)))
