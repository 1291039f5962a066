"""Responses of the API: JSON text from the database or the patch builder, passed on unchanged."""

from __future__ import annotations

from django.http import HttpResponse

from tasks.editing.journal import Journal
from tasks.snapshot.changes import patch_of


def json_response(text: str | bytes) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")


def patch_response(log: Journal) -> HttpResponse:
    """Return the patch of one activity."""
    return json_response(patch_of(log))
