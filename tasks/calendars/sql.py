"""Hand-written SQL of the calendars package."""

from __future__ import annotations

from django.db import connection

# Written by hand because the ORM has no FOR KEY SHARE. That lock conflicts with deleting the row,
# which closing an account does, but not with the locks of edits (PostgreSQL manual, 13.3.2).
LOCK_PREFERENCES = "SELECT 1 FROM core_preferences WHERE user_id = %s FOR KEY SHARE"


def prevent_account_closing(user_id: int) -> bool:
    """Keep the user's account from being closed until the transaction ends.

    Returns False if it is closed already.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PREFERENCES, [user_id])
        return cursor.fetchone() is not None
