"""Registers the failing jobs of these tests."""

from __future__ import annotations

from django.apps import AppConfig


class FaultsConfig(AppConfig):
    name = "tests.faults"
    jobs = tuple(
        f"tests.faults.jobs.{name}"
        for name in ("note", "note_slowly", "touch", "kill_worker", "fail", "put_off", "wait")
    )
