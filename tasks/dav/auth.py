"""Who may enter: the e-mail address with an app password, and each only into what is theirs."""

from __future__ import annotations

import logging
from datetime import timedelta

from radicale import pathutils
from radicale.auth import BaseAuth
from radicale.rights import BaseRights

from core import clock
from core.ops.logs import user_id
from tasks.models import AppPassword

logger = logging.getLogger(__name__)

USED_AGAIN = timedelta(hours=1)  # how exactly it is known when a password was used


class Auth(BaseAuth):
    """Signs people in by their app passwords; who they are from then on is their number."""

    def _login(self, login: str, password: str) -> str:
        found = AppPassword.objects.opened_by(login, password).first()
        if found is None:
            logger.warning("app password refused")
            return ""
        now = clock.now()
        if found.used_at is None or found.used_at < now - USED_AGAIN:
            AppPassword.objects.filter(pk=found.pk).update(used_at=now)
        user_id.set(str(found.user_id))
        return str(found.user_id)

    def _sleep_for_constant_exec_time(self, time_ns_begin: int) -> None:
        """Never: it would hold one of few threads, and how long a look-up took tells nothing."""


class Rights(BaseRights):
    """People read and write what is in their two collections; those are fixed, with what is
    written on them (`l`)."""

    def authorization(self, user: str, user_groups: set[str], path: str) -> str:
        parts = pathutils.strip_path(path).split("/")
        if not user or parts[0] not in ("", user):
            return ""
        return "R" if len(parts) == 1 else "rwl" if len(parts) == 2 else ""
