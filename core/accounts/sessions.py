"""The session store, and the hourly job that deletes expired sessions."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from core import clock
from core.prepared import prepared


@prepared
def _unexpired(session_key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """Django's database sessions, read by a prepared query."""

    expires: datetime | None = None  # of the session row

    def _get_session_from_db(self) -> Session | None:
        # A cookie may contain anything, such as NUL, which PostgreSQL text cannot.
        key = self.session_key or ""
        session = _unexpired(key, clock.now()).first() if key.isalnum() else None
        if session is None:
            self._session_key = None
        self.expires = session.expire_date if session else None
        return session


def clear_expired() -> None:
    """Delete expired sessions (an hourly job). Idempotent."""
    SessionStore.clear_expired()
