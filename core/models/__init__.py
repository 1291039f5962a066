"""What the floor remembers: people and their preferences."""

from core.models.preferences import Preferences
from core.models.users import User

__all__ = ["Preferences", "User"]
