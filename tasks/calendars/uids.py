"""The UIDs of a person's tasks and blocks in feeds and CalDAV."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from core.models import User


def uid_of(user: User, kind: str, key: str) -> str:
    """Return a globally unique, permanent UID that does not contain a host name (RFC 7986 §5.3)."""
    namespace = _namespace(user)
    return f"{uuid5(namespace, f'{kind}/{key}')}@{namespace.hex}"


def is_own(user: User, uid: str) -> bool:
    """Whether a remote event is this person's own block, read back through another calendar."""
    return uid.endswith(f"@{_namespace(user).hex}")


def _namespace(user: User) -> UUID:
    return uuid5(NAMESPACE_URL, f"whendoist/{user.pk}/{user.date_joined.isoformat()}")
