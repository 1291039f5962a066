"""A world to ask about."""

from tests.editing.conftest import lasting_world, world

__all__ = ["lasting_world", "world"]
