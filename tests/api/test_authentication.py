"""Who may use the API: people signed in, and with a CSRF token when they write"""

from __future__ import annotations

import pytest
from django.test import Client

from tasks.api import api as the_api
from tasks.models import Task
from tests.conftest import Api

WRITES = ("post", "patch", "put", "delete")


def addresses() -> list[tuple[str, str]]:
    """Every method and path there is, with ids that nobody has."""
    paths = the_api.get_openapi_schema(path_prefix="")["paths"]
    return [(verb, path.replace("{pk}", "1")) for path, verbs in paths.items() for verb in verbs]


@pytest.mark.parametrize(("verb", "path"), addresses())
def test_nobody_else_gets_in(db, verb, path):
    answer = Api(None)(verb.upper(), path, {})

    assert answer.status_code == 401
    assert answer.json()["title"] == "Sign in first."


@pytest.mark.parametrize(
    ("verb", "path"), [(verb, path) for verb, path in addresses() if verb in WRITES]
)
def test_a_write_without_a_token_is_refused(alice, verb, path):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(alice)
    answer = browser.generic(verb.upper(), f"/api/v1{path}", b"{}", content_type="application/json")

    assert answer.status_code == 403
    assert answer.json()["title"].endswith(".")


def test_with_the_token_of_the_page_it_is_not(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    browser.get("/")
    answer = browser.post(
        "/api/v1/tasks",
        {"title": "Call Grandma"},
        content_type="application/json",
        headers={"X-CSRFToken": browser.cookies["csrftoken"].value},
    )

    assert answer.status_code == 200
    assert Task.objects.count() == 1


def test_reading_needs_no_token(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)

    assert browser.get("/api/v1/tasks").json() == []


def test_who_left_is_nobody(alice):
    api = Api(alice)
    api.client.logout()

    assert api.get("/tasks").status_code == 401


def test_a_page_opened_for_somebody_else_is_nobody(alice, bob):
    api = Api(bob)
    lines = {"text": "Call Grandma"}
    answers = [
        api.client.post(
            "/api/v1/quickadd",
            lines,
            content_type="application/json",
            headers={"X-Owner": str(person.pk)},
        ).status_code
        for person in (alice, bob)
    ]

    assert answers == [401, 200]
    assert [task.user for task in Task.objects.all()] == [bob]


def test_the_description_of_the_api_is_for_all(db):
    described = Api(None).get("/openapi.json").json()

    assert described["info"]["title"] == "Whendoist"
