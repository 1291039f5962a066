"""The authentication backend: allauth's, with a prepared query for the session's user."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from core.models import User
from core.prepared import prepared


@prepared
def _by_id(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk).select_related("preferences")


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Load users together with their preferences, which nearly every request needs."""

    def get_user(self, user_id: int) -> User | None:
        user = _by_id(user_id).first()
        return user if user and self.user_can_authenticate(user) else None
