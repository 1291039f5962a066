"""Error pages and problem responses."""

from __future__ import annotations

import json

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client

from core.ops.database import CONFLICT, LOCKED, READ_ONLY, TIMED_OUT, UNREACHABLE, database_problem

pytestmark = pytest.mark.urls("tests.faults.urls")


@pytest.fixture
def client(db) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/broken", 500), ("/closed", 403), ("/odd", 400)]
)
def test_error_page_quotes_the_request_id(client, path, status):
    answer = client.get(path)

    assert answer.status_code == status
    assert answer["X-Request-Id"] in answer.text
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/broken", 500), ("/closed", 403), ("/odd", 400)]
)
def test_api_error_is_a_problem_response(client, path, status):
    answer = client.get(f"/api{path}")
    problem = json.loads(answer.content)

    assert answer.status_code == problem["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["request_id"] == answer["X-Request-Id"]
    assert problem["title"].endswith(".")


def test_form_without_csrf_token_gets_an_error_page():
    answer = Client(enforce_csrf_checks=True).post("/guarded")

    assert answer.status_code == 403
    assert answer["X-Request-Id"] in answer.text


def test_oversized_body_gets_413(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024
    answer = client.post("/api/write", b"x" * 2048, content_type="application/json")

    assert answer.status_code == 413
    assert "1 kB" in answer.json()["title"]


def test_error_page_is_bare_when_its_template_fails(client, settings):
    settings.TEMPLATES = [{"BACKEND": settings.TEMPLATES[0]["BACKEND"]}]  # finds no template
    answer = client.get("/broken")

    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.text


@pytest.mark.parametrize(
    ("sqlstate", "trouble"),
    [
        ("55P03", LOCKED),
        ("57014", TIMED_OUT),
        ("40P01", CONFLICT),
        ("40001", CONFLICT),
        ("25006", READ_ONLY),
        ("53100", READ_ONLY),
        ("53300", UNREACHABLE),
        ("57P01", UNREACHABLE),
        (None, UNREACHABLE),
    ],
)
def test_database_error_maps_to_status_and_sentence(sqlstate, trouble):
    error = OperationalError()
    error.__cause__ = Exception()
    error.__cause__.sqlstate = sqlstate

    assert database_problem(error) is trouble


def test_database_problem_covers_lost_connections_but_not_wrong_queries():
    assert database_problem(InterfaceError()) is UNREACHABLE
    assert database_problem(ProgrammingError()) is None
    assert database_problem(ValueError()) is None
