"""How allauth behaves here: what it answers when it says no."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from core.http import trouble

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Answer too many failed sign-ins as any other limit: 429, whatever the password."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            logger.warning("sign-in limited")
            raise ImmediateHttpResponse(respond_429(request)) from error

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Say so when the mail server cannot be reached; the same to known and unknown people."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # SMTP's own errors are OSErrors too
            logger.exception("mail failed template=%s", template_prefix)
            sentence = "The e-mail could not be sent. Try again in a few minutes."
            answer = trouble(self.request.path, 503, sentence, retry_after=120)
            raise ImmediateHttpResponse(answer) from error
