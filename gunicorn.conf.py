"""How gunicorn serves Whendoist, whoever starts it: Procfile, container, systemd, platform.

What differs from place to place is in the environment: HOST, PORT, and WEB_CONCURRENCY, which
gunicorn reads itself. A socket that systemd hands over goes before HOST and PORT.
"""

from __future__ import annotations

import os
from pathlib import Path

wsgi_app = "whendoist.asgi:application"
bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104
worker_class = "core.ops.worker.Worker"
logger_class = "core.ops.worker.Logger"
# Ours ends within seven seconds; this is the master's patience, under the usual ten of platforms.
graceful_timeout = 9
timeout = 60
control_socket_disable = True
# Workers say here that they live: in memory, which also a read-only root has.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
