"""Who a session belongs to: allauth's sign-in, with the person found by a compiled query."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from core.models import User
from core.prepared import prepared


@prepared
def _person(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk).select_related("preferences")


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Finds people with their preferences, which nearly every request needs too."""

    def get_user(self, user_id: int) -> User | None:
        found = _person(user_id).first()
        return found if found and self.user_can_authenticate(found) else None
