"""Error reports to Sentry: only with a DSN, and without titles, tokens or addresses."""

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

FLUSH_PATIENCE = 2.0  # seconds

# What a report may contain; everything else (request, breadcrumbs, arguments, …) is left out.
KEPT = ("event_id", "timestamp", "level", "platform", "release", "server_name", "logger", "sdk")


def start(dsn: str, release: str, role: str) -> None:
    """Report what is logged as an error to `dsn`; do nothing, and import nothing, without one."""
    if not dsn:
        return
    import sentry_sdk  # noqa: PLC0415 - 10 MB that most installations never need
    from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415
    from sentry_sdk.utils import BadDsn, Dsn  # noqa: PLC0415

    try:
        Dsn(dsn)
    except BadDsn as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN cannot be used. Copy it from the settings of the project in Sentry."
        ) from error
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        server_name=role,
        # The default set imports every library it knows: 49 MB and two seconds. Whatever goes
        # wrong is logged, so the log is all it needs to watch.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=cast("EventProcessor", only_harmless),
    )


def flush() -> None:
    """Send what is still waiting, before a process ends without its exit handlers."""
    if sentry_sdk := sys.modules.get("sentry_sdk"):
        sentry_sdk.flush(timeout=FLUSH_PATIENCE)


def only_harmless(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The report with nothing in it but the error, where it happened, and two ids."""
    error = (hint.get("exc_info") or (None, None))[1]
    # The template of the message, never what was put into it.
    message = (event.get("logentry") or {}).get("message", "")
    errors = (event.get("exception") or {}).get("values", [])
    return {name: event[name] for name in KEPT if name in event} | {
        "logentry": {"message": scrub(message)},
        "exception": {"values": [_harmless_error(each, error) for each in errors]},
        "user": {"id": user_id.get()},
        "tags": {"request_id": request_id.get(), "role": process_title.title()},
    }


def _harmless_error(report: dict[str, Any], error: BaseException | None) -> dict[str, Any]:
    return {
        "type": report.get("type"),
        "value": scrub(report.get("value") or "", error),
        "stacktrace": report.get("stacktrace"),
    }
