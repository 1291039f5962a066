"""`manage.py up`: run web, jobs and the embedded PostgreSQL on one small machine."""

from __future__ import annotations

import gc
import logging
import os
import socket
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import get_resolver
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from core.ops import process_title
from core.ops.database import wait_for_database
from core.ops.embedded import EmbeddedUnavailable
from core.ops.server import Server, configuration
from core.ops.supervisor import Supervisor, Work
from core.queue import run_cluster

logger = logging.getLogger(__name__)

RESTART_DELAY = 5.0  # seconds


class Command(BaseCommand):
    help = _("Run web and background jobs until Ctrl-C.")
    requires_system_checks = []  # a third of the start time; `manage.py check` runs them

    def handle(self, **options: object) -> None:
        process_title.set_title("up")
        with _listen(settings.HOST, settings.PORT) as listening:
            wait_for_database()
            self.check_migrations()
            config = configuration()
            _preload()
            host, port = listening.getsockname()[:2]
            text = _("Whendoist is running at http://%(host)s:%(port)s (stop with Ctrl-C).")
            self.stdout.write(text % {"host": host, "port": port})
            self.stdout.flush()
            work = {
                "web": _stop_database_if_orphaned(lambda: Server(config).run(sockets=[listening])),
                "cluster": _stop_database_if_orphaned(run_cluster),
            }
            Supervisor(work, on_tick=_DatabaseKeeper().tick, on_stop=listening.close).run()


def _listen(host: str, port: int) -> socket.socket:
    # Bound in the parent, so that requests wait while a dead web process restarts.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        text = _(
            "Cannot listen on %(host)s:%(port)d: %(cause)s. Set another PORT (or HOST), such as "
            "PORT=8001."
        )
        values = {"host": host, "port": port, "cause": error.strerror}
        raise CommandError(text % values) from error


def _preload() -> None:
    """Import the code of both processes and freeze it, so that they share its memory."""
    get_resolver().reverse_dict  # noqa: B018 - imports all views
    autodiscover_modules("jobs")
    connections.close_all()  # two processes must not share a connection
    gc.collect()
    gc.freeze()


class _DatabaseKeeper:
    """Keep the embedded PostgreSQL running; wait between failed starts."""

    next_try = 0.0

    def tick(self) -> None:
        server = settings.EMBEDDED_POSTGRES
        if not server or time.monotonic() < self.next_try:
            return
        try:
            server.revive()
        except EmbeddedUnavailable as error:
            self.next_try = time.monotonic() + RESTART_DELAY
            logger.error("embedded PostgreSQL restart failed cause=%s", error)


def _stop_database_if_orphaned(work: Work) -> Work:
    """Return `work`, followed by stopping the embedded PostgreSQL if the parent is dead."""
    parent = os.getpid()

    def run() -> None:
        try:
            work()
        finally:
            if settings.EMBEDDED_POSTGRES and os.getppid() != parent:
                settings.EMBEDDED_POSTGRES.leave()

    return run
