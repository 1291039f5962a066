"""Error reports to Sentry, without titles, tokens or addresses. Off without a DSN."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ImproperlyConfigured

from core.ops import process_title
from core.ops.logs import request_id, user_id
from core.ops.scrubbing import scrub

if TYPE_CHECKING:
    from sentry_sdk._types import EventProcessor

FLUSH_TIMEOUT = 2.0  # seconds

# Fields copied to the report; all others (request, breadcrumbs, arguments, …) are dropped.
ALLOWED_FIELDS = (
    "event_id",
    "timestamp",
    "level",
    "platform",
    "release",
    "server_name",
    "logger",
    "sdk",
)


def start(dsn: str, release: str, role: str) -> None:
    """Report logged errors to `dsn`. Without one, do and import nothing."""
    if not dsn:
        return
    import sentry_sdk  # noqa: PLC0415 - 10 MB, rarely needed
    from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415
    from sentry_sdk.utils import BadDsn, Dsn  # noqa: PLC0415

    try:
        Dsn(dsn)
    except BadDsn as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is invalid. Copy it from the settings of the project in Sentry."
        ) from error
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        server_name=role,
        # The default integrations import every known library: 49 MB and two seconds. All errors
        # are logged, so the logging integration is enough.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=cast("EventProcessor", harmless_event),
    )


def flush() -> None:
    """Send pending reports before a process ends without exit handlers."""
    if sentry_sdk := sys.modules.get("sentry_sdk"):
        sentry_sdk.flush(timeout=FLUSH_TIMEOUT)


def harmless_event(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Return the event with only the error, its location and two ids."""
    error = (hint.get("exc_info") or (None, None))[1]
    # The message template, never its arguments.
    message = (event.get("logentry") or {}).get("message", "")
    errors = (event.get("exception") or {}).get("values", [])
    return {name: event[name] for name in ALLOWED_FIELDS if name in event} | {
        "logentry": {"message": scrub(message)},
        "exception": {"values": [_harmless_error(report, error) for report in errors]},
        "user": {"id": user_id.get()},
        "tags": {"request_id": request_id.get(), "role": process_title.title()},
    }


def _harmless_error(report: dict[str, Any], error: BaseException | None) -> dict[str, Any]:
    return {
        "type": report.get("type"),
        "value": scrub(report.get("value") or "", error),
        "stacktrace": report.get("stacktrace"),
    }
