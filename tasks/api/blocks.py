"""/api/v1/blocks"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import changed
from tasks.api.schemas import BlocksIn
from tasks.editing.batch import Slot, place
from tasks.errors import Rejected

router = Router(tags=["blocks"])


@router.post("")
def place_blocks(request: HttpRequest, what: BlocksIn) -> HttpResponse:
    """Put many tasks and days of series where each is to stand; one activity, one undo."""
    slots = []
    for block in what.blocks:
        pk = block.instance_id or block.task_id
        if pk is None or (block.instance_id and block.task_id):
            raise Rejected("A block is either of a task or of one day of a series.", "blocks")
        is_instance = block.instance_id is not None
        slots.append(Slot(pk, is_instance, block.scheduled_date, block.scheduled_time))
    return changed(place(signed_in_user(request), slots))
