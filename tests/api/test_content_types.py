"""Content types: API writes accept JSON only"""

from __future__ import annotations

import json

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tasks.api import api as api_v1
from tests.world import everything

PATHS = api_v1.get_openapi_schema(path_prefix="")["paths"]
WRITES = [(verb, path) for path, verbs in PATHS.items() for verb in verbs if verb != "get"]
FORM = {"title": "Call Grandma", "text": "Call Grandma", "name": "Home"}
BODIES = {
    MULTIPART_CONTENT: encode_multipart(BOUNDARY, FORM),
    "application/x-www-form-urlencoded": b"title=Call&text=Call&name=Home",
    "text/plain": json.dumps(FORM).encode(),
    "application/octet-stream": json.dumps(FORM).encode(),
    "multipart/form-data": b"no boundary",
    "json": json.dumps(FORM).encode(),
    "": json.dumps(FORM).encode(),
}


def send(api, verb: str, path: str, body: bytes, content_type: str):
    return api.client.generic(verb.upper(), f"/api/v1{path}", body, content_type=content_type)


@pytest.mark.parametrize("content_type", BODIES)
@pytest.mark.parametrize(("verb", "path"), WRITES)
def test_write_is_rejected_when_the_body_is_not_json(api, alice, verb, path, content_type):
    before = everything(alice)
    response = send(api, verb, path.replace("{pk}", "1"), BODIES[content_type], content_type)

    assert response.status_code == 415
    assert response.json()["title"] == "Send the body as JSON, with Content-Type: application/json."
    assert everything(alice) == before


def test_write_accepts_json_with_a_charset(api):
    body = json.dumps({"title": "Call Grandma"}).encode()

    assert send(api, "post", "/tasks", body, "application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/json"])
def test_write_without_a_body_accepts_any_content_type(api, make_task, content_type):
    assert (
        send(api, "post", f"/tasks/{make_task().pk}/complete", b"", content_type).status_code == 200
    )


def test_form_is_rejected_before_the_csrf_check(api, alice):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    response = strict.post("/api/v1/tasks", FORM)

    assert response.status_code == 415


def test_html_pages_still_accept_forms(client, alice):
    client.force_login(alice)
    response = client.post("/settings/labels/", {"name": "errand"})

    assert response.status_code == 302
