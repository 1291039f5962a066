"""The admin of the product. Edits go through the verbs, so that the activity log has them."""

from tasks.admin import domains, history, instances, people, series, tasks

__all__ = ["domains", "history", "instances", "people", "series", "tasks"]
