"""Security notices: mails about each change to how an account can be accessed.

A notice is rendered in the transaction of the change, in the language of its recipient, and sent
by a job, so an unreachable mail server delays only the mail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPRecipientsRefused
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_added, email_changed, email_confirmed
from allauth.core import context as current
from django.core.mail import EmailMessage
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.crypto import decrypt, encrypt
from core.language import use_language_of
from core.models import User
from core.queue import MAX_TRIES, enqueue, retry_later

logger = logging.getLogger(__name__)

MAX_BROWSER_LENGTH = 200  # characters of the User-Agent


def notify(user: User, subject: str, sentence: str, *addresses: str, advice: bool = True) -> None:
    """Queue a mail about a change. Call it in the transaction of the change.

    Recipients: the login, all verified addresses, and `addresses`. `advice` adds what to do if
    someone else made the change.
    """
    context = {"subject": subject, "sentence": sentence, "advice": advice}
    send_notice(user, "account/email/notice", context, addresses)


def send_notice(
    user: User, template: str, context: dict[str, Any], addresses: Iterable[str] = ()
) -> None:
    """Queue the mails of one notice. `template` is a template prefix, as in allauth."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    recipients = {user.email, *verified.values_list("email", flat=True), *addresses}
    context = {"advice": True, "timestamp": clock.now(), **_origin(current.request), **context}
    for address in sorted(recipients):
        with use_language_of(user):
            mail = get_adapter().render_mail(template, address, {"email": user.email, **context})
        # Encrypted: arguments of jobs stay in the database for a while.
        message = encrypt({"to": address, "subject": mail.subject, "body": mail.body})
        enqueue("core.accounts.notices.deliver", message, user=user.pk)


def deliver(message: str, tries: int = 0) -> None:
    """Send one mail (a job). Retries for a day while the mail server is unreachable or busy."""
    mail = decrypt(message)
    try:
        EmailMessage(mail["subject"], mail["body"], to=[mail["to"]]).send()
    except OSError as error:  # SMTP's own errors are OSErrors too
        if _is_final(error):
            logger.warning("notice rejected by the mail server")
            return
        if tries >= MAX_TRIES:
            raise
        logger.warning("notice delayed tries=%s error=%s", tries, type(error).__name__)
        retry_later("core.accounts.notices.deliver", message, tries=tries)


def _is_final(error: OSError) -> bool:
    """Return whether the server rejected the recipient for good. Codes below 500, such as those of
    greylisting and of a full mailbox, ask to try again (RFC 5321, 4.2.1)."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _reason in error.recipients.values()
    )


def _origin(request: HttpRequest | None) -> dict[str, str]:
    """Return the origin of a change for the mail; empty outside a request."""
    if request is None:
        return {}
    return {
        "ip": get_adapter().get_client_ip(request),
        "user_agent": get_adapter().get_http_user_agent(request)[:MAX_BROWSER_LENGTH],
        "reset_url": request.build_absolute_uri(reverse("account_reset_password")),
    }


@receiver(email_added)
def _notify_added(user: User, email_address: EmailAddress, **_kwargs: object) -> None:
    sentence = _("The address %(address)s was added to your account.")
    email = email_address.email
    notify(user, _("E-mail address added"), sentence % {"address": email}, email)


@receiver(email_changed)
def _notify_changed(
    user: User,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **_kwargs: object,
) -> None:
    """Cover users without a primary address, such as those an admin created: allauth sends them
    no mail. All their addresses are notified, because any of them may be the old one."""
    if from_email_address is None:
        sentence = _("You now sign in with %(new)s.") % {"new": to_email_address.email}
        addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
        notify(user, _("E-mail address changed"), sentence, *addresses)


@receiver(email_confirmed)
def _notify_confirmed(email_address: EmailAddress, **_kwargs: object) -> None:
    """Skip the only address of an account: confirming it changes nothing."""
    user, email = email_address.user, email_address.email
    if EmailAddress.objects.filter(user=user).exclude(pk=email_address.pk).exists():
        sentence = _("The address %(address)s was confirmed and can now be used to sign in.")
        notify(user, _("E-mail address confirmed"), sentence % {"address": email}, email)
