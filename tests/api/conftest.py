"""A user with a task of every kind, shared with the tests of editing."""

from tests.editing.conftest import lasting_world, world

__all__ = ["lasting_world", "world"]
