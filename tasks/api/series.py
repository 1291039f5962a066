"""/api/v1/recurrence: preview of a recurrence rule"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from core import clock
from core.actor import signed_in_user
from tasks.api.schemas import SeriesIn
from tasks.errors import Rejected
from tasks.recurrence import InvalidRule, Rule, describe

router = Router(tags=["recurrence"])


@router.post("/preview")
def preview(request: HttpRequest, series: SeriesIn) -> dict[str, object]:
    user = signed_in_user(request)
    try:
        rule = Rule.validated(**series.rule_fields(), zone=user.preferences.zone)
    except InvalidRule as error:
        raise Rejected(str(error), "rrule") from error
    return {
        "summary": describe(rule),
        "next": rule.preview(since=clock.today(user)),
        "warning": rule.warning(),
    }
