"""Who is heard in the log, from which level on, and how it is written."""

from __future__ import annotations

from typing import Any

FILTERS = {
    "context": {"()": "core.ops.logs.ContextFilter"},
    "once_per_answer": {"()": "core.ops.logs.OncePerAnswer"},
    "outage": {"()": "core.ops.logs.OutageFilter"},
    "silence": {"()": "core.ops.logs.Silence"},
}
FORMATTERS = {
    "line": {"()": "core.ops.logs.LineFormatter"},
    "json": {"()": "core.ops.logs.JsonFormatter"},
}
LOGGERS = {
    # Django and django-q bring handlers of their own; ours is the only one.
    "django": {"handlers": [], "propagate": True},
    "django.server": {"handlers": [], "propagate": True},
    "django.request": {"filters": ["once_per_answer"]},
    # Robots ask for other hosts all day long; the answer is 400, and nobody needs to know.
    "django.security.DisallowedHost": {"level": "CRITICAL"},
    # Its words have addresses and titles in them; ours say what happens at /dav/.
    "radicale": {"level": "CRITICAL"},
    # It tells every address it asks, and those of calendars are secrets.
    "httpx": {"level": "WARNING"},
    # It shows what it cannot read, somebody's events, and sets its own level when imported.
    "caldav": {"handlers": [], "propagate": False},
    "django-q": {"level": "WARNING"},
}


def configuration(form: str, level: str) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes; `form` is "line" or "json"."""
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
        # `silence` is for what is said to no logger of a name; the others only pass through.
        "root": {"handlers": ["console"], "level": level, "filters": ["silence"]},
        "loggers": LOGGERS,
    }
