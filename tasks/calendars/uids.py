"""The names under which other programs know a person's tasks and blocks."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from core.models import User


def uid_of(user: User, kind: str, key: str) -> str:
    """Unique in the world and the same for ever, whatever this server is called (RFC 7986 §5.3)."""
    person = _person(user)
    return f"{uuid5(person, f'{kind}/{key}')}@{person.hex}"


def is_own(user: User, uid: str) -> bool:
    """Whether an event is this person's own plan, come back by way of another calendar."""
    return uid.endswith(f"@{_person(user).hex}")


def _person(user: User) -> UUID:
    return uuid5(NAMESPACE_URL, f"whendoist/{user.pk}/{user.date_joined.isoformat()}")
