"""The body of an API write is JSON, and says so"""

from __future__ import annotations

import json

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tasks.api import api as the_api
from tests.world import everything

PATHS = the_api.get_openapi_schema(path_prefix="")["paths"]
WRITES = [(verb, path) for path, verbs in PATHS.items() for verb in verbs if verb != "get"]
FORM = {"title": "Call Grandma", "text": "Call Grandma", "name": "Home"}
OTHERS = {
    MULTIPART_CONTENT: encode_multipart(BOUNDARY, FORM),
    "application/x-www-form-urlencoded": b"title=Call&text=Call&name=Home",
    "text/plain": json.dumps(FORM).encode(),
    "application/octet-stream": json.dumps(FORM).encode(),
    "multipart/form-data": b"no boundary",
    "json": json.dumps(FORM).encode(),
    "": json.dumps(FORM).encode(),
}


def send(api, verb: str, path: str, body: bytes, kind: str):
    return api.client.generic(verb.upper(), f"/api/v1{path}", body, content_type=kind)


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize(("verb", "path"), WRITES)
def test_a_body_of_another_kind_is_rejected(api, alice, verb, path, kind):
    before = everything(alice)
    answer = send(api, verb, path.replace("{pk}", "1"), OTHERS[kind], kind)

    assert answer.status_code == 415
    assert answer.json()["title"] == "Send the body as JSON, with Content-Type: application/json."
    assert everything(alice) == before


def test_json_with_a_charset_is_json(api):
    body = json.dumps({"title": "Call Grandma"}).encode()

    assert send(api, "post", "/tasks", body, "application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json"])
def test_a_write_without_a_body_needs_no_kind(api, make_task, kind):
    assert send(api, "post", f"/tasks/{make_task().pk}/complete", b"", kind).status_code == 200


def test_a_form_is_rejected_before_its_token_is_looked_for(api, alice):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    answer = strict.post("/api/v1/tasks", FORM)

    assert answer.status_code == 415


def test_forms_of_pages_are_still_forms(client, alice):
    client.force_login(alice)
    answer = client.post("/settings/labels/", {"name": "errand"})

    assert answer.status_code == 302
