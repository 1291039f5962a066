"""Close an account and erase all its data, history included."""

from __future__ import annotations

import logging

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils.translation import gettext as _

from core.accounts.notices import notify
from core.accounts.sql import ALLOW_DELETING_HISTORY
from core.language import use_language_of
from core.models import Preferences, User
from core.queue import detach_user

logger = logging.getLogger(__name__)

# Sent inside the transaction, before anything is erased. Receivers enqueue work on other systems,
# such as removing copies from a calendar, and may return a sentence about it for the mail.
account_closing = Signal()


def close_account(user: User) -> None:
    """Erase a user with all their rows and sessions, atomically, and mail them. Idempotent.

    Entries about the user in the admin's log are erased as well.
    """
    pk = user.pk
    with transaction.atomic():
        # Edits hold this lock while they write, so none is half done and none follows.
        if Preferences.objects.select_for_update().filter(pk=pk).first() is None:
            return
        _send_farewell(user)
        _allow_deleting_history()
        _end_sessions(pk)
        _erase_from_admin_log(pk)
        detach_user(pk)
        User.objects.filter(pk=pk).delete()
    logger.info("account closed user=%s", pk)


def _send_farewell(user: User) -> None:
    with use_language_of(user):
        responses = account_closing.send(User, user=user)
        sentences = [
            _("Your account is closed, and all its data is erased."),
            *(sentence or "" for _receiver, sentence in responses),
            _("If you did not close it, contact the person who runs this server."),
        ]
        text = "\n".join(filter(None, sentences))
        notify(user, _("Account closed"), text, advice=False)


def _allow_deleting_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ALLOW_DELETING_HISTORY)


def _end_sessions(pk: int) -> None:
    # A session names its user only in its encoded data.
    keys = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(pk)
    ]
    Session.objects.filter(pk__in=keys).delete()


def _erase_from_admin_log(pk: int) -> None:
    """Erase log entries about the account: they quote its e-mail address."""
    account = ContentType.objects.get_for_models(User, Preferences).values()
    address = ContentType.objects.get_for_model(EmailAddress)
    address_ids = EmailAddress.objects.filter(user=pk).values_list("pk", flat=True)
    addresses = [str(address_id) for address_id in address_ids]
    LogEntry.objects.filter(
        Q(content_type__in=account, object_id=str(pk))
        | Q(content_type=address, object_id__in=addresses)
    ).delete()
