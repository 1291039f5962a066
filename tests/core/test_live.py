"""core.live in one process: who joins and leaves the one connection that listens"""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from core.live import Hub, Stream, tell

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def something_happens() -> None:
    tell(1, rev=7)
    connection.close()  # of a thread of its own


async def hears_after(hub: Hub, *leaving: Stream) -> dict | None:
    """What somebody hears who joins in the moment the others leave."""
    for stream in leaving:
        hub.leave(stream)
    joining = Stream(1, "joining")
    await hub.join(joining)
    await something_happens()
    heard = await asyncio.wait_for(joining.hints.get(), 30)
    hub.leave(joining)
    return heard


def test_who_joins_as_the_last_one_leaves_hears():
    async def last_leaves() -> dict | None:
        hub, first = Hub(), Stream(2, "first")
        await hub.join(first)
        return await hears_after(hub, first)

    assert asyncio.run(last_leaves()) == {"rev": 7}


def test_who_joins_while_others_stay_hears():
    async def one_stays() -> dict | None:
        hub, first, second = Hub(), Stream(2, "first"), Stream(2, "second")
        await hub.join(first)
        await hub.join(second)
        heard = await hears_after(hub, first)
        hub.leave(second)
        return heard

    assert asyncio.run(one_stays()) == {"rev": 7}
