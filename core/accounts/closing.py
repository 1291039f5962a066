"""Closing an account: everything of the person goes, history included."""

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
from core.models import Preferences, User
from core.queue import detach_user

logger = logging.getLogger(__name__)

# Sent inside the transaction, before anything of `user` is erased. A receiver puts into the queue
# what must still be done elsewhere, and returns a sentence about it, or nothing.
account_closing = Signal()


def close_account(user: User) -> None:
    """Erase a person with every row of theirs, all or nothing, and mail them. Safe to repeat.

    Sessions end, and the admin's own log forgets what it said about them.
    """
    pk = user.pk
    with transaction.atomic():
        # Every edit holds this row while it writes: none is half done now, and none follows.
        if Preferences.objects.select_for_update().filter(pk=pk).first() is None:
            return
        _say_goodbye(user)
        _let_go_of_history()
        _end_sessions(pk)
        _forget_in_admin_log(pk)
        detach_user(pk)
        User.objects.filter(pk=pk).delete()
    logger.info("account closed user=%s", pk)


def _say_goodbye(user: User) -> None:
    elsewhere = [sentence or "" for _receiver, sentence in account_closing.send(User, user=user)]
    sentences = [
        _("Your account is closed, and everything in it is erased."),
        *elsewhere,
        _("If it was not you who closed it, write to whoever runs this server."),
    ]
    text = "\n".join(filter(None, sentences))
    notify(user, _("Account closed"), text, advice=False)


def _let_go_of_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('whendoist.erasing', 'on', true)")


def _end_sessions(pk: int) -> None:
    # A session tells whose it is only when decoded.
    sessions = Session.objects.iterator()
    theirs = [one.pk for one in sessions if one.get_decoded().get(SESSION_KEY) == str(pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _forget_in_admin_log(pk: int) -> None:
    """What admins did to the account is described there with its e-mail address."""
    account = ContentType.objects.get_for_models(User, Preferences).values()
    address = ContentType.objects.get_for_model(EmailAddress)
    addresses = [
        str(one) for one in EmailAddress.objects.filter(user=pk).values_list("pk", flat=True)
    ]
    LogEntry.objects.filter(
        Q(content_type__in=account, object_id=str(pk))
        | Q(content_type=address, object_id__in=addresses)
    ).delete()
