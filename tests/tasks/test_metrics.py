"""Materialization metrics in /metrics."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from tasks.editing import trash
from tasks.materialization import materialize_all_instances


def test_metrics_show_the_latest_cycle(make_series):
    make_series()
    materialize_all_instances()
    figures = Client().get("/metrics").text

    for name in ("users", "instances", "failures", "seconds", "started_timestamp_seconds"):
        assert f"\nwhendoist_materialization_{name} " in figures
    assert "\nwhendoist_materialization_failures 0.0" in figures


def test_metrics_are_empty_before_the_first_cycle(db):
    assert "whendoist_materialization" not in Client().get("/metrics").text


def test_metrics_count_the_trash_and_what_is_overdue(alice, make_task, clock):
    trash.delete(alice, make_task().pk)
    assert "\nwhendoist_trash_rows 1.0" in Client().get("/metrics").text
    assert "\nwhendoist_trash_overdue 0.0" in Client().get("/metrics").text

    clock.shift(timedelta(days=31))
    assert "\nwhendoist_trash_overdue 1.0" in Client().get("/metrics").text
