"""Run everything on one small machine: web, jobs, and the embedded PostgreSQL."""

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

from core.ops import process_title
from core.ops.database import wait_for_database
from core.ops.embedded import EmbeddedUnavailable
from core.ops.server import Server, configuration
from core.ops.supervisor import Supervisor, Work
from core.queue import run_cluster

logger = logging.getLogger(__name__)

REVIVE_PAUSE = 5.0  # seconds


class Command(BaseCommand):
    help = "Run the web and the background jobs together, until Ctrl-C."
    requires_system_checks = []  # they cost a third of the start; `manage.py check` runs them

    def handle(self, **options: object) -> None:
        process_title.set_title("up")
        with _listen(settings.HOST, settings.PORT) as listening:
            wait_for_database()
            self.check_migrations()
            config = configuration()
            _preload()
            host, port = listening.getsockname()[:2]
            self.stdout.write(f"Whendoist is at http://{host}:{port} (Ctrl-C stops it)")
            self.stdout.flush()
            work = {
                "web": _orphan_safe(lambda: Server(config).run(sockets=[listening])),
                "cluster": _orphan_safe(run_cluster),
            }
            Supervisor(work, tend=_Database().tend, leave=listening.close).run()


def _listen(host: str, port: int) -> socket.socket:
    # Bound here, so that requests wait while a dead web process is started again.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {host}:{port}: {error.strerror}. "
            "Set PORT (or HOST) to another one, such as PORT=8001."
        ) from error


def _preload() -> None:
    """Import what both processes need and freeze it, so that they share its memory."""
    _ = get_resolver().reverse_dict
    autodiscover_modules("jobs")
    connections.close_all()  # a connection must not be shared by two processes
    gc.collect()
    gc.freeze()


class _Database:
    """Keeps the embedded PostgreSQL running; after a failed start it waits before the next."""

    next_try = 0.0

    def tend(self) -> None:
        server = settings.EMBEDDED_POSTGRES
        if not server or time.monotonic() < self.next_try:
            return
        try:
            server.revive()
        except EmbeddedUnavailable as error:
            self.next_try = time.monotonic() + REVIVE_PAUSE
            logger.error("embedded PostgreSQL does not start cause=%s", error)


def _orphan_safe(work: Work) -> Work:
    """`work`, which afterwards stops the embedded PostgreSQL if nobody else is left to."""
    parent = os.getpid()

    def run() -> None:
        try:
            work()
        finally:
            if settings.EMBEDDED_POSTGRES and os.getppid() != parent:
                settings.EMBEDDED_POSTGRES.leave()

    return run
