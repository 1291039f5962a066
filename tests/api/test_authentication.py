"""Authentication: a session for every request, and a CSRF token for writes"""

from __future__ import annotations

import pytest
from django.test import Client

from tasks.api import api as api_v1
from tasks.models import Task
from tests.conftest import Api

WRITES = ("post", "patch", "put", "delete")


def endpoints() -> list[tuple[str, str]]:
    """Return every method and path, with ids that do not exist."""
    paths = api_v1.get_openapi_schema(path_prefix="")["paths"]
    return [(verb, path.replace("{pk}", "1")) for path, verbs in paths.items() for verb in verbs]


@pytest.mark.parametrize(("verb", "path"), endpoints())
def test_every_endpoint_returns_401_without_a_session(db, verb, path):
    response = Api(None)(verb.upper(), path, {})

    assert response.status_code == 401
    assert response.json()["title"] == "Sign in first."


@pytest.mark.parametrize(
    ("verb", "path"), [(verb, path) for verb, path in endpoints() if verb in WRITES]
)
def test_write_without_a_csrf_token_returns_403(alice, verb, path):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(alice)
    response = browser.generic(
        verb.upper(), f"/api/v1{path}", b"{}", content_type="application/json"
    )

    assert response.status_code == 403
    assert response.json()["title"].endswith(".")


def test_write_with_the_csrf_token_of_the_page_succeeds(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    browser.get("/")
    response = browser.post(
        "/api/v1/tasks",
        {"title": "Call Grandma"},
        content_type="application/json",
        headers={"X-CSRFToken": browser.cookies["csrftoken"].value},
    )

    assert response.status_code == 200
    assert Task.objects.count() == 1


def test_read_needs_no_csrf_token(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)

    assert browser.get("/api/v1/tasks").json() == []


def test_request_after_sign_out_returns_401(alice):
    api = Api(alice)
    api.client.logout()

    assert api.get("/tasks").status_code == 401


def test_request_from_a_page_of_another_user_returns_401(alice, bob):
    api = Api(bob)
    body = {"text": "Call Grandma"}
    responses = [
        api.client.post(
            "/api/v1/quickadd",
            body,
            content_type="application/json",
            headers={"X-Owner": str(person.pk)},
        ).status_code
        for person in (alice, bob)
    ]

    assert responses == [401, 200]
    assert [task.user for task in Task.objects.all()] == [bob]


def test_openapi_document_is_public(db):
    document = Api(None).get("/openapi.json").json()

    assert document["info"]["title"] == "Whendoist"
