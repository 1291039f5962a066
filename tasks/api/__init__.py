"""The JSON API, version 1, for the planner page and for other programs."""

from __future__ import annotations

from ninja import NinjaAPI

from tasks.api import (
    activity,
    away,
    blocks,
    calendars,
    domains,
    errors,
    events,
    instances,
    planner,
    plans,
    quickadd,
    series,
    session,
    tasks,
    trash,
)

api = NinjaAPI(
    title="Whendoist",
    version="1",
    urls_namespace="tasks:api",
    auth=session.OwnerSession(),
    docs_url=None,  # the docs page would load code from other sites
)
for prefix, router in {
    "": planner.router,
    "/tasks": tasks.router,
    "/instances": instances.router,
    "/blocks": blocks.router,
    "/away": away.router,
    "/trash": trash.router,
    "/plans": plans.router,
    "/promise": plans.promises,
    "/events": events.router,
    "/calendars": calendars.router,
    "/domains": domains.router,
    "/labels": domains.labels,
    "/quickadd": quickadd.router,
    "/recurrence": series.router,
    "/activity": activity.router,
}.items():
    api.add_router(prefix, router)
errors.register_error_handlers(api)
