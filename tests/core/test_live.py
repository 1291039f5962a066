"""core.live in one process: streams join and leave its only listening connection"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client

from core.accounts import close_account
from core.live import Hub, Stream, live_app, notify
from core.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def something_happens() -> None:
    notify(1, rev=7)
    connection.close()  # each thread has its own


async def hints_after(hub: Hub, *leaving: Stream) -> dict | None:
    """Return the hints of a stream that joins just as the others leave."""
    for stream in leaving:
        hub.leave(stream)
    joining = Stream(1, "joining")
    await hub.join(joining)
    await something_happens()
    hint = await asyncio.wait_for(joining.hints.get(), 30)
    hub.leave(joining)
    return hint


def test_stream_that_joins_as_the_last_one_leaves_gets_hints():
    async def last_leaves() -> dict | None:
        hub, first = Hub(), Stream(2, "first")
        await hub.join(first)
        return await hints_after(hub, first)

    assert asyncio.run(last_leaves()) == {"rev": 7}


def test_stream_that_joins_others_gets_hints():
    async def one_stays() -> dict | None:
        hub, first, second = Hub(), Stream(2, "first"), Stream(2, "second")
        await hub.join(first)
        await hub.join(second)
        hint = await hints_after(hub, first)
        hub.leave(second)
        return hint

    assert asyncio.run(one_stays()) == {"rev": 7}


def test_close_account_ends_its_streams(alice):
    async def closed() -> dict | None:
        hub, stream = Hub(), Stream(alice.pk, "a session")
        await hub.join(stream)
        await closes(alice)
        ended = await asyncio.wait_for(stream.hints.get(), 30)
        hub.leave(stream)
        return ended

    assert asyncio.run(closed()) is None


@sync_to_async
def closes(user: User) -> None:
    close_account(user)
    connection.close()


class SessionEndsAfterFirstLook(ThreadPoolExecutor):
    """Threads in which the user signs out between the first session check and LISTEN."""

    looked = False

    def submit(self, look, /, *args, **kwargs) -> Future:
        future = super().submit(look, *args, **kwargs)
        future.result()
        if not self.looked:
            self.looked = True
            super().submit(self.sign_out).result()
        return future

    def sign_out(self) -> None:
        Session.objects.all().delete()
        connection.close()


def at_once(_scope):
    """Grant a turn at the threads immediately."""
    return nullcontext()


def test_stream_is_rejected_when_its_session_ends_while_it_opens(alice, settings):
    client = Client()
    client.force_login(alice)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    answers = []

    async def note(message) -> None:
        answers.append(message)

    async def never():
        await asyncio.Event().wait()

    async def opens() -> None:
        with SessionEndsAfterFirstLook(1) as threads:
            scope = {"type": "http", "headers": [(b"cookie", cookie.encode())]}
            await asyncio.wait_for(live_app(threads, at_once)(scope, never, note), 30)
            threads.submit(connections.close_all)

    asyncio.run(opens())
    assert answers[0]["status"] == 401
