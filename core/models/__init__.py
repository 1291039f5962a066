"""Models of core: users, their preferences, and background jobs."""

from core.models.jobs import JobStart, JobTurn, QueuedJob
from core.models.preferences import Preferences
from core.models.users import User

__all__ = ["JobStart", "JobTurn", "Preferences", "QueuedJob", "User"]
