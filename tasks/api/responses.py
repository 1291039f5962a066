"""Answers of the API: text the database or the patch builder wrote, passed on as it is."""

from __future__ import annotations

from django.http import HttpResponse

from tasks.editing.journal import Journal
from tasks.snapshot.changes import patch_of


def json(text: str | bytes) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")


def changed(log: Journal) -> HttpResponse:
    """The patch of one activity."""
    return json(patch_of(log))
