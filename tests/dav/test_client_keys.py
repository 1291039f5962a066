"""The request gate queues requests by user once /dav/ has accepted their app password."""

from __future__ import annotations

import base64

from django.test import Client

from core.ops.client_keys import client_key
from tests.dav.conftest import give_password


def key_after_request(email: str, password: str) -> str:
    credentials = base64.b64encode(f"{email}:{password}".encode()).decode()
    header = f"Basic {credentials}"
    Client(headers={"Authorization": header}).generic("PROPFIND", "/dav/")
    headers = [(b"authorization", header.encode())]
    return client_key({"type": "http", "client": ("10.0.0.1", 1), "headers": headers})


def test_accepted_app_password_uses_the_queue_of_its_user(alice):
    assert key_after_request(alice.email, give_password(alice)) == f"person {alice.pk}"


def test_wrong_app_password_uses_the_queue_of_its_network_address(alice):
    assert key_after_request(alice.email, "wrong") == "address 10.0.0.1"
