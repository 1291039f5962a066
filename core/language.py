"""The language of a text: that of the person who reads it, not of the one who caused it."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.utils import translation

from core.models import Preferences, User


def request_language(request: HttpRequest) -> str:
    """Return the signed-in user's language, else the best match for `Accept-Language`."""
    if isinstance(user := get_user(request), User):
        return _translated(user.preferences.language)
    return translation.get_language_from_request(request)


def use_language_of(user: User) -> AbstractContextManager[None]:
    """Translate inside the block into the language of `user`."""
    return translation.override(_translated(user.preferences.language))


def use_language_of_owner(user_id: int | None) -> AbstractContextManager[None]:
    """Translate inside the block into the language of a job's owner, if there is one."""
    rows = Preferences.objects.filter(pk=user_id).values_list("language", flat=True)
    language = rows.first() if user_id else None
    return translation.override(_translated(language or ""))


def _translated(language: str) -> str:
    """Return the language if pages are translated into it; quick add may read others."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
