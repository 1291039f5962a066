"""The admin pages of the product. Edits go through the verbs, so the activity log records them."""

from tasks.admin import calendars, domains, history, instances, series, sharing, tasks, users

__all__ = [
    "calendars",
    "domains",
    "history",
    "instances",
    "series",
    "sharing",
    "tasks",
    "users",
]
