"""/dav/ through the application that production runs: gate, threads, Django, Radicale"""

from __future__ import annotations

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.db import connections

from tests.dav.conftest import give_password
from whendoist.asgi import application

BODY = '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>'
TODO = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VTODO\r\nUID:u1\r\nSUMMARY:{}\r\n"
TODO += "END:VTODO\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def send_request(alice, monkeypatch):
    # The application's threads outlive the test, so they must not hold connections to its database.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    credentials = base64.b64encode(f"{alice.email}:{give_password(alice)}".encode()).decode()

    def send(method, path, body="", **headers):
        async def run():
            transport = httpx.ASGITransport(app=application)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as web:
                auth_headers = {"Authorization": f"Basic {credentials}"} | headers
                address = f"/dav/{alice.pk}/{path}"
                return await web.request(method, address, content=body, headers=auth_headers)

        # In a new thread, because the browser tests leave a running loop in this one.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: asyncio.run(run())).result()

    return send


@pytest.mark.django_db(transaction=True)
def test_asgi_application_serves_every_dav_method(send_request):
    assert send_request("PROPFIND", "", BODY, Depth="1").text.count("displayname>Tasks<") == 1
    assert send_request("PUT", "tasks/a.ics", TODO.format("Größe")).status_code == 201
    assert "SUMMARY:Größe" in send_request("GET", "tasks/a.ics").text
    assert send_request("DELETE", "tasks/a.ics").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_asgi_application_rejects_a_body_that_is_too_large(send_request):
    assert send_request("PUT", "tasks/a.ics", TODO.format("x" * 600_000)).status_code == 413
