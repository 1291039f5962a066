"""The adapter of allauth: rate-limited sign-in, mail failures, security notices."""

from __future__ import annotations

import logging
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts.notices import send_notice
from core.accounts.throttling import consume_sign_in
from core.http import error_response
from core.models import User

logger = logging.getLogger(__name__)

TOO_MANY_FAILURES = _(
    "Too many failed attempts to sign in. Wait a few minutes and try again, or reset your password."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "duplicate_email": _("You have already added this address."),
        "email_password_mismatch": _("Wrong e-mail address or password. Please try again."),
        "email_taken": _(
            "Another account uses this address. Sign in to it, or use another address."
        ),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("Wrong password. Please try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return an IPv4 address for IPv4 clients of an IPv6 socket; limits count IPv6 by /64."""
        client: str = super().get_client_ip(request)
        mapped = getattr(ip_address(client), "ipv4_mapped", None)
        return str(mapped or client)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Answer 429 after too many failed sign-ins, even for the right password."""
        usage = consume_sign_in(request, credentials.get("email", ""))
        if usage is None:
            reset = (reverse("account_reset_password"), gettext("Reset your password"))
            sentence = str(TOO_MANY_FAILURES)
            raise ImmediateHttpResponse(
                error_response(request.path, 429, sentence, retry_after=300, link=reset)
            )
        self._login_failed_rl_usage = usage  # allauth rolls it back when the password is right

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Answer 503 when the mail server is unreachable, for known and unknown addresses alike."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # SMTP's own errors are OSErrors too
            logger.exception("mail failed template=%s", template_prefix)
            sentence = gettext("The e-mail could not be sent. Try again in a few minutes.")
            response = error_response(self.request.path, 503, sentence, retry_after=120)
            raise ImmediateHttpResponse(response) from error

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Queue a notice to the user, and to the old and the new address."""
        context = context or {}
        names = ("from_email", "to_email", "deleted_email")
        send_notice(
            user, template_prefix, context, [context[name] for name in names if name in context]
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.ACCESS_REVIEW_URL)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the page after signing in; after a password reset, the review of access."""
        records = get_authentication_records(request, request.user)
        if records and records[-1]["method"] == "password_reset":
            return resolve_url(settings.ACCESS_REVIEW_URL)
        return str(super().get_login_redirect_url(request))
