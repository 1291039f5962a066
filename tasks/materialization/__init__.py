"""Turns rules into rows: keeps a rolling horizon of instances ahead of everybody's own today.

A series remembers how far it reaches (`materialized_until`) and when that will not be far enough
(`due_at`, the start of its owner's next day). A cycle asks one index for those that are due, so
whoever has nothing to come costs nothing, and nothing that retention removed is made again.
"""

from tasks.materialization.cycle import (
    Totals,
    begin_cycle,
    due_users,
    materialize_all_instances,
    materialize_users,
)
from tasks.materialization.series import extend

__all__ = [
    "Totals",
    "begin_cycle",
    "due_users",
    "extend",
    "materialize_all_instances",
    "materialize_users",
]
