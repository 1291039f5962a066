"""What the floor remembers: people, their preferences, and the jobs in hand."""

from core.models.jobs import JobStart, JobTurn, QueuedJob
from core.models.preferences import Preferences
from core.models.users import User

__all__ = ["JobStart", "JobTurn", "Preferences", "QueuedJob", "User"]
