"""The logging configuration: loggers, levels and formats."""

from __future__ import annotations

from typing import Any

FILTERS = {
    "context": {"()": "core.ops.logs.ContextFilter"},
    "once_per_response": {"()": "core.ops.logs.OncePerResponse"},
    "outage": {"()": "core.ops.logs.OutageFilter"},
    "silence": {"()": "core.ops.logs.Silence"},
}
FORMATTERS = {
    "line": {"()": "core.ops.logs.LineFormatter"},
    "json": {"()": "core.ops.logs.JsonFormatter"},
}
LOGGERS = {
    # Django and django-q add their own handlers; use only ours.
    "django": {"handlers": [], "propagate": True},
    "django.server": {"handlers": [], "propagate": True},
    "django.request": {"filters": ["once_per_response"]},
    # Robots try other hosts all day; the response is 400, and nothing needs to be done.
    "django.security.DisallowedHost": {"level": "CRITICAL"},
    # Its lines contain addresses and titles; we log requests to /dav/ ourselves.
    "radicale": {"level": "CRITICAL"},
    # It logs every URL, and calendar URLs are secret.
    "httpx": {"level": "WARNING"},
    "django-q": {"level": "WARNING"},
}


def configuration(form: str, level: str) -> dict[str, Any]:
    """Return the argument of `logging.config.dictConfig`; `form` is "line" or "json"."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": FILTERS,
        "formatters": FORMATTERS,
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["outage", "context"],
                "formatter": form,
            },
        },
        # `silence` drops lines logged to the root logger itself; others only pass through.
        "root": {"handlers": ["console"], "level": level, "filters": ["silence"]},
        "loggers": LOGGERS,
    }
