"""Tries a connection before it is saved, so that the person sees what they are about to connect.

The cluster does the reading. A trial is stored encrypted in the cache, as it contains credentials,
and only for as long as a person needs to decide.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import chain, count
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.crypto import DecryptionFailed, decrypt, encrypt
from core.models import User
from core.queue import enqueue
from tasks.calendars import actions
from tasks.calendars.accounts import provider_of
from tasks.calendars.base import CalendarError
from tasks.calendars.preview import CalendarPreview, Preview, preview_of
from tasks.calendars.safe_fetch import PrivateAddress, host_of
from tasks.calendars.time_share import time_share
from tasks.errors import NotFound, Rejected
from tasks.models import CalendarAccount

logger = logging.getLogger(__name__)

TIME_LIMIT = 25.0  # seconds for reading everything: well under the cluster's job timeout
LIFETIME = timedelta(minutes=15)
PATIENCE = timedelta(seconds=90)  # before we say that nothing happened: a job may run for 60


@dataclass(slots=True)
class Trial:
    """Credentials to try for a new account, or for account `account`, and the result.

    `note` says what we changed about the typed address. Without `error` and `preview` it waits.
    """

    user: int
    provider: str
    credentials: dict[str, str]
    account: int | None = None
    note: str = ""
    started_at: float = field(default_factory=lambda: clock.now().timestamp())
    error: str = ""
    preview: Preview | None = None

    @property
    def host(self) -> str:
        return host_of(self.credentials["address"])

    @property
    def details(self) -> dict[str, str]:
        """The credentials without the password."""
        return {key: text for key, text in self.credentials.items() if key != "password"}

    @property
    def waiting(self) -> bool:
        return not self.error and self.preview is None


def start(
    user: User, provider: str, credentials: dict[str, str], pk: int | None = None, note: str = ""
) -> str:
    """Enqueue a trial and return its token. Raises `Rejected` at the limit of accounts."""
    if not pk:
        actions.check_account_limit(user)
    token = secrets.token_urlsafe(16)
    with transaction.atomic():
        _store(token, Trial(user.pk, provider, credentials, pk, note))
        enqueue("tasks.jobs.try_calendar", token, user=user.pk)
    return token


def run(token: str) -> str:
    """Try the connection and store the result; return it for the log. Idempotent."""
    trial = _load(token)
    user = User.objects.filter(pk=trial.user).first() if trial else None
    if trial is None or user is None:
        return "expired"
    try:
        with time_share(TIME_LIMIT):
            trial.preview = _try(trial, user)
    except CalendarError as error:
        trial.error = explain(error, user)
        logger.info("trial failed provider=%s cause=%s", trial.provider, type(error).__name__)
    _store(token, trial)
    return trial.error or "readable"


def get(user: User, token: str) -> Trial | None:
    """Return a trial, or None if it has expired or is another person's."""
    trial = _load(token)
    if trial is None or trial.user != user.pk:
        return None
    if trial.waiting and clock.now().timestamp() > trial.started_at + PATIENCE.total_seconds():
        trial.error = _("Trying the connection takes too long. Try again in a few minutes.")
    return trial


def connect(user: User, token: str, name: str) -> CalendarAccount:
    """Connect what was tried, under this name. Raises `NotFound` or `Rejected`."""
    trial = get(user, token)
    if trial is None:
        raise NotFound("trial")
    if trial.preview is None:
        raise Rejected(_("Wait until the calendar has been read."))
    account = actions.connect(user, trial.provider, trial.credentials, trial.account, name)
    cache.delete(_key(token))
    return account


def explain(error: CalendarError, user: User) -> str:
    """Return the sentence of an error; people who run the server also learn the setting's name."""
    if isinstance(error, PrivateAddress) and user.is_staff:
        setting = _("As you run this server, you can allow it: CALENDARS_MAY_BE_PRIVATE=True.")
        return f"{error} {setting}"
    return str(error)


def _try(trial: Trial, user: User) -> Preview:
    """Read the calendars once, with an account that is never saved."""
    account = CalendarAccount(
        user=user, provider=trial.provider, credentials=encrypt(trial.credentials)
    )
    provider = provider_of(account)
    owner = provider.connect()
    others = CalendarAccount.objects.for_user(user).exclude(pk=trial.account or 0)
    same = others.filter(provider=trial.provider, identity=owner.identity).first()
    if same:
        sentence = _("You have already connected this calendar as “%(name)s”.")
        raise CalendarError(sentence % {"name": same})
    account.name = owner.name
    return preview_of(provider, user, _name_for(trial, user, owner.name))


def _name_for(trial: Trial, user: User, name: str) -> str:
    """Return the name that the account has already, or else a free one."""
    names = dict(CalendarAccount.objects.for_user(user).values_list("pk", "name"))
    own_name = names.pop(trial.account, "") if trial.account else ""
    return own_name or _free_name(name, trial.host, set(names.values()))


def _free_name(name: str, host: str, taken: set[str]) -> str:
    """Return a name that tells the account from the others: most are called just “Calendar”."""
    with_host = [f"{name} ({host})"] if name != host else []
    numbered = (f"{name} {number}" for number in count(2))
    return next(text for text in chain([name], with_host, numbered) if text not in taken)


def _load(token: str) -> Trial | None:
    stored = cache.get(_key(token))
    try:
        fields: dict[str, Any] = decrypt(stored) if stored else {}
    except DecryptionFailed:
        fields = {}
    if not fields:
        return None
    if preview := fields.pop("preview"):
        calendars = [CalendarPreview(**calendar) for calendar in preview.pop("calendars")]
        fields["preview"] = Preview(calendars=calendars, **preview)
    return Trial(**fields)


def _store(token: str, trial: Trial) -> None:
    cache.set(_key(token), encrypt(asdict(trial)), LIFETIME.total_seconds())


def _key(token: str) -> str:
    """Return the cache's key: of bounded length, whatever the address of the page contains."""
    return f"calendar-trial:{hashlib.sha256(token.encode()).hexdigest()}"
