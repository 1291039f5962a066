"""Turn rules into rows: keep a rolling horizon of instances ahead of each user's own today.

A series stores how far it reaches (`materialized_until`) and when that is no longer far enough
(`due_at`, the start of its owner's next day). A cycle reads the due series from one index, so
users with nothing due cost nothing, and instances that retention removed are never made again.
"""

from tasks.materialization.cycle import (
    Totals,
    begin_cycle,
    due_users,
    materialize_all_instances,
    materialize_users,
)
from tasks.materialization.series import away_ordinals, extend, keys_of, next_keys, open_days

__all__ = [
    "Totals",
    "away_ordinals",
    "begin_cycle",
    "due_users",
    "extend",
    "keys_of",
    "materialize_all_instances",
    "materialize_users",
    "next_keys",
    "open_days",
]
