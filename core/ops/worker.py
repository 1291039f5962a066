"""gunicorn's worker: our server under its master."""

from __future__ import annotations

import logging

from uvicorn_worker import UvicornWorker

from core.ops.server import OPTIONS, Server


class Worker(UvicornWorker):  # type: ignore[misc] # the package has no types
    """One process of the production web server (`gunicorn -k core.ops.worker.Worker`)."""

    CONFIG_KWARGS = OPTIONS

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("uvicorn.error", "uvicorn.access"):
            # The parent class gave them gunicorn's handlers; ours write one format for all.
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [], True

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        self._install_sigquit_handler()
        await Server(self.config).serve(sockets=self.sockets)
