"""Sign-in with an e-mail address and an app password, and permissions within /dav/."""

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

USED_AT_PRECISION = timedelta(hours=1)  # so that not every request writes `used_at`


class Auth(BaseAuth):
    """Authenticate by app password. From then on Radicale knows the user by id."""

    def _login(self, login: str, password: str) -> str:
        app_password = AppPassword.objects.opened_by(login, password).first()
        if app_password is None:
            logger.warning("app password rejected")
            return ""
        now = clock.now()
        if app_password.used_at is None or app_password.used_at < now - USED_AT_PRECISION:
            AppPassword.objects.filter(pk=app_password.pk).update(used_at=now)
        user_id.set(str(app_password.user_id))
        return str(app_password.user_id)

    def _sleep_for_constant_exec_time(self, time_ns_begin: int) -> None:
        """Do not sleep: it would block a thread, and the look-up time reveals nothing."""


class Rights(BaseRights):
    """Let users read and write the items of their two collections, but not the collections.

    `R` reads a principal, `r` and `w` read and write items, and `l` reads a collection's
    properties.
    """

    def authorization(self, user: str, user_groups: set[str], path: str) -> str:
        parts = pathutils.strip_path(path).split("/")
        if not user or parts[0] not in ("", user):
            return ""
        return "R" if len(parts) == 1 else "rwl" if len(parts) == 2 else ""
