"""Security notices: mails about every change of how an account is entered.

They are rendered where the change is made and sent by a job of the same transaction, so a mail
server that is away delays the mail and nothing else.
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
from core.models import User
from core.queue import MAX_TRIES, enqueue, retry_later

logger = logging.getLogger(__name__)

BROWSER_LENGTH = 200  # characters of what a browser says it is


def notify(user: User, subject: str, sentence: str, *addresses: str, advice: bool = True) -> None:
    """Mail a person that something changed; call it in the transaction of the change.

    It goes to the address they sign in with, to those that are verified, and to `addresses`.
    `advice` says what to do if it was somebody else.
    """
    context = {"subject": subject, "sentence": sentence, "advice": advice}
    send_notice(user, "account/email/notice", context, addresses)


def send_notice(
    user: User, template: str, context: dict[str, Any], addresses: Iterable[str] = ()
) -> None:
    """Put the mails of one notice into the queue. `template` is a prefix, as allauth has them."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    recipients = {user.email, *verified.values_list("email", flat=True), *addresses}
    context = {"advice": True, "timestamp": clock.now(), **_origin(current.request), **context}
    for address in sorted(recipients):
        mail = get_adapter().render_mail(template, address, {"email": user.email, **context})
        # Sealed: what a job was given stays readable in the database for a while.
        sealed = encrypt({"to": address, "subject": mail.subject, "body": mail.body})
        enqueue("core.accounts.notices.deliver", sealed, user=user.pk)


def deliver(sealed: str, tries: int = 0) -> None:
    """A job: send one mail. While the mail server is away, it is tried again for a day."""
    mail = decrypt(sealed)
    try:
        EmailMessage(mail["subject"], mail["body"], to=[mail["to"]]).send()
    except SMTPRecipientsRefused:
        logger.warning("notice refused by the mail server")
    except OSError as error:  # SMTP's own errors are OSErrors too
        if tries >= MAX_TRIES:
            raise
        logger.warning("notice delayed tries=%s error=%s", tries, type(error).__name__)
        retry_later("core.accounts.notices.deliver", sealed, tries=tries)


def _origin(request: HttpRequest | None) -> dict[str, str]:
    """Where a change came from; nothing for one that no browser made."""
    if request is None:
        return {}
    return {
        "ip": get_adapter().get_client_ip(request),
        "user_agent": get_adapter().get_http_user_agent(request)[:BROWSER_LENGTH],
        "reset_url": request.build_absolute_uri(reverse("account_reset_password")),
    }


@receiver(email_added)
def _notify_of_added(user: User, email_address: EmailAddress, **_more: object) -> None:
    sentence = _("The address %(address)s was added to your account.")
    email = email_address.email
    notify(user, _("E-mail address added"), sentence % {"address": email}, email)


@receiver(email_changed)
def _notify_of_changed(
    user: User,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **_more: object,
) -> None:
    """allauth mails it only where it had marked an address as the primary one. It has not for a
    person made by a command or an admin: whichever address was the old one, it is among these."""
    if from_email_address is None:
        sentence = _("You now sign in with %(new)s.") % {"new": to_email_address.email}
        addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
        notify(user, _("E-mail address changed"), sentence, *addresses)


@receiver(email_confirmed)
def _notify_of_confirmed(email_address: EmailAddress, **_more: object) -> None:
    """Unless it is the only address: then nothing changed for anybody."""
    user, email = email_address.user, email_address.email
    if EmailAddress.objects.filter(user=user).exclude(pk=email_address.pk).exists():
        sentence = _("The address %(address)s was confirmed and can now be used to sign in.")
        notify(user, _("E-mail address confirmed"), sentence % {"address": email}, email)
