"""Hand-written SQL of calendars elsewhere."""

from __future__ import annotations

from django.db import connection

# The ORM knows no FOR KEY SHARE: it waits for an account that is being closed, and holds that up,
# but no edit (PostgreSQL manual, 13.3.2).
HOLD_OPEN = "SELECT 1 FROM core_preferences WHERE user_id = %s FOR KEY SHARE"


def hold_open(user_id: int) -> bool:
    """Keep an account from being closed until the transaction ends. False when it was."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_OPEN, [user_id])
        return cursor.fetchone() is not None
