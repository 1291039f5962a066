"""/api/v1/blocks: schedule many tasks and occurrences at once"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import patch_response
from tasks.api.schemas import BlocksIn
from tasks.editing.batch import Slot, place
from tasks.errors import Rejected

router = Router(tags=["blocks"])


@router.post("")
def place_blocks(request: HttpRequest, body: BlocksIn) -> HttpResponse:
    """Schedule many tasks and occurrences: one activity, one undo."""
    slots = []
    for block in body.blocks:
        pk = block.instance_id or block.task_id
        if pk is None or (block.instance_id and block.task_id):
            raise Rejected(_("Give each block either a task or an occurrence."), "blocks")
        is_instance = block.instance_id is not None
        slots.append(Slot(pk, is_instance, block.scheduled_date, block.scheduled_time))
    return patch_response(place(signed_in_user(request), slots))
