"""/metrics: its content, and which clients may read it."""

from __future__ import annotations

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from core.queue import enqueue


@pytest.fixture
def scrape(db):
    def figures(**headers: str) -> dict[str, float]:
        answer = Client().get("/metrics", headers=headers)
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.text)
        return {sample.name: sample.value for family in families for sample in family.samples}

    return figures


def test_metrics_show_connections_and_queue(scrape):
    before = scrape()
    enqueue("tasks.jobs.sync_calendars_of", "alice@example.org")
    after = scrape()

    assert after["whendoist_queue_depth"] == before["whendoist_queue_depth"] + 1
    assert after["whendoist_db_pool_size"] == 5
    assert after["whendoist_db_pool_open"] >= 1
    assert after["whendoist_db_pool_in_use"] >= 1  # a test runs inside a transaction
    assert after["whendoist_database_up"] == 1


def test_metrics_count_requests(scrape):
    name = "django_http_requests_before_middlewares_total"

    assert scrape()[name] < scrape()[name]


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("10.1.2.3", 200), ("fd00::1", 200), ("8.8.8.8", 403), ("", 403)],
)
def test_metrics_are_limited_to_private_addresses_without_a_token(db, address, status):
    assert Client(REMOTE_ADDR=address).get("/metrics").status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_metrics_reject_requests_through_a_proxy_without_a_token(db, header):
    assert Client(headers={header: "127.0.0.1"}).get("/metrics").status_code == 403


def test_metrics_require_the_token_when_one_is_set(settings, scrape):
    settings.METRICS_TOKEN = "sesame"

    assert scrape(Authorization="Bearer sesame")
    for wrong in ({}, {"Authorization": "Bearer open"}, {"Authorization": ""}):
        answer = Client(headers=wrong).get("/metrics")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_probes_reject_post(db, path):
    assert Client().post(path).status_code == 405


def test_health_and_ready_respond_through_django(db):
    assert Client().get("/health").json() == {"status": "ok"}
    assert Client().get("/ready").json() == {"status": "ok"}
