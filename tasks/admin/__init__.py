"""The admin of the product. Edits go through the verbs, so that the activity log has them."""

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
