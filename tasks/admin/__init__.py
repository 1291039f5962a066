"""The admin pages of the product. Edits go through the verbs, so the activity log records them."""

from tasks.admin import away, calendars, domains, history, instances, series, sharing, tasks, users

__all__ = [
    "away",
    "calendars",
    "domains",
    "history",
    "instances",
    "series",
    "sharing",
    "tasks",
    "users",
]
