"""Sessions that have ended are taken away."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore


def clear_expired() -> None:
    """Hourly: delete the sessions nobody can use any more. Safe to repeat."""
    SessionStore.clear_expired()
