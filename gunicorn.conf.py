"""Configure gunicorn for every deployment: Procfile, container, systemd, platform.

HOST, PORT and WEB_CONCURRENCY (read by gunicorn itself) come from the environment. A socket passed
by systemd takes precedence over HOST and PORT.
"""

from __future__ import annotations

import os
from pathlib import Path

wsgi_app = "whendoist.asgi:application"
bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104
worker_class = "core.ops.worker.Worker"
logger_class = "core.ops.worker.Logger"
# Workers exit within seven seconds; platforms usually allow ten.
graceful_timeout = 9
timeout = 60
control_socket_disable = True
# Heartbeat files of workers stay in memory, because the root may be read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
