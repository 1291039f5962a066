"""The worker and logger classes for gunicorn."""

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
    """A web process under gunicorn (`gunicorn -k core.ops.worker.Worker`)."""

    CONFIG_KWARGS = OPTIONS

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _use_root_handlers("uvicorn.error", "uvicorn.access")

    def init_process(self) -> None:
        # If the master is killed with -9, this process must not keep its socket.
        die_with(self.ppid, signal.SIGTERM)
        super().init_process()

    def load_wsgi(self) -> None:
        try:
            super().load_wsgi()
            if settings.EMBEDDED_POSTGRES:
                settings.EMBEDDED_POSTGRES.serve("whendoist")
        except Exception as error:
            if sentence := explanation(error):
                # gunicorn prints this error without a traceback and exits.
                raise AppImportError(sentence) from None
            raise

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        self._install_sigquit_handler()
        await Server(self.config).serve(sockets=self.sockets)


class Logger(GunicornLogger):  # type: ignore[misc] # the package has no types
    """gunicorn's logger with our handlers and format."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        _use_root_handlers("gunicorn.error", "gunicorn.access")


def _use_root_handlers(*names: str) -> None:
    """Log like all other loggers (scrubbed), ignoring gunicorn's options."""
    for name in names:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
