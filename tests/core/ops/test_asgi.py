"""The application of production answers probes itself, and as Django's own views would"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.test import Client

from whendoist.asgi import application

PROBES = ["/health", "/ready"]


def ask(method, path):
    async def run():
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as web:
            return await web.request(method, path)

    # In a thread of its own: the browser tests leave a running loop in theirs.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


@pytest.mark.django_db
@pytest.mark.parametrize("path", PROBES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PROPFIND"])
def test_a_probe_says_what_djangos_view_says(path, method):
    ours, theirs = ask(method, path), Client().generic(method, path)

    assert ours.status_code == theirs.status_code == (200 if method in ("GET", "HEAD") else 405)
    assert ours.headers.get("allow") == theirs.headers.get("Allow")


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE"])
def test_the_live_stream_is_only_read(method):
    answer = ask(method, "/api/v1/live")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
