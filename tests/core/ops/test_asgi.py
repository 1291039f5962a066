"""The production application answers probes itself, exactly as Django's views would"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.test import Client

from tests.core.ops.fresh import run
from whendoist.asgi import application


def ask(method, path):
    async def run():
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as web:
            return await web.request(method, path)

    # In a new thread: the browser tests leave a running loop in theirs.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


@pytest.mark.parametrize("path", ["/health", "/ready"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
def test_asgi_probe_rejects_the_same_methods_as_the_view(path, method):
    ours, theirs = ask(method, path), Client().generic(method, path)

    assert ours.status_code == theirs.status_code == 405
    assert ours.headers["allow"] == theirs["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_asgi_probe_answers_get_and_head(method):
    assert ask(method, "/health").status_code == Client().generic(method, "/health").status_code


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE"])
def test_live_stream_rejects_post(method):
    answer = ask(method, "/api/v1/live")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_asgi_module_imports_in_a_new_process_before_django_is_set_up():
    assert run("-c", "import whendoist.asgi").stderr == ""
