"""gunicorn's worker and logger: our server, and our log lines, under its master."""

from __future__ import annotations

import logging
import signal

from django.conf import settings
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.errors import AppImportError  # type: ignore[import-untyped]
from gunicorn.glogging import Logger as GunicornLogger  # type: ignore[import-untyped]
from uvicorn_worker import UvicornWorker

from core.ops.failures import explanation
from core.ops.parent_death import die_with
from core.ops.server import OPTIONS, Server


class Worker(UvicornWorker):  # type: ignore[misc] # the package has no types
    """One process of the production web server (`gunicorn -k core.ops.worker.Worker`)."""

    CONFIG_KWARGS = OPTIONS

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _leave_to_root("uvicorn.error", "uvicorn.access")

    def init_process(self) -> None:
        # A master killed with -9 would leave it with the socket, in the way of the next one.
        die_with(self.ppid, signal.SIGTERM)
        super().init_process()

    def load_wsgi(self) -> None:
        try:
            super().load_wsgi()
            if settings.EMBEDDED_POSTGRES:
                settings.EMBEDDED_POSTGRES.serve("whendoist")
        except Exception as error:
            if sentence := explanation(error):
                # gunicorn prints this one without a traceback, and ends.
                raise AppImportError(sentence) from None
            raise

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        self._install_sigquit_handler()
        await Server(self.config).serve(sockets=self.sockets)


class Logger(GunicornLogger):  # type: ignore[misc] # the package has no types
    """gunicorn's logger, without handlers and format of its own."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        _leave_to_root("gunicorn.error", "gunicorn.access")


def _leave_to_root(*names: str) -> None:
    """Write their lines as all others, scrubbed, whatever gunicorn's options say."""
    for name in names:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
