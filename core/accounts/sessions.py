"""Sessions: found at every request, taken away when they have ended."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from core import clock
from core.prepared import prepared


@prepared
def _lasting(session_key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, found by a compiled query."""

    expires: datetime | None = None  # of the row that was read

    def _get_session_from_db(self) -> Session | None:
        # A cookie may hold anything, also what PostgreSQL takes for no text.
        key = self.session_key or ""
        found = _lasting(key, clock.now()).first() if key.isalnum() else None
        if found is None:
            self._session_key = None
        self.expires = found.expire_date if found else None
        return found


def clear_expired() -> None:
    """Hourly: delete the sessions nobody can use any more. Safe to repeat."""
    SessionStore.clear_expired()
