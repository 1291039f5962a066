"""The JSON API, version 1: the planner page, other programs and assistants all use it."""

from __future__ import annotations

from ninja import NinjaAPI

from tasks.api import (
    activity,
    blocks,
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
)

api = NinjaAPI(
    title="Whendoist",
    version="1",
    urls_namespace="tasks:api",
    auth=session.OwnSession(),
    docs_url=None,  # its page loads code from other sites, which ours never do
)
for name, router in {
    "": planner.router,
    "/tasks": tasks.router,
    "/instances": instances.router,
    "/blocks": blocks.router,
    "/plans": plans.router,
    "/events": events.router,
    "/domains": domains.router,
    "/labels": domains.labels,
    "/quickadd": quickadd.router,
    "/recurrence": series.router,
    "/activity": activity.router,
}.items():
    api.add_router(name, router)
errors.handle(api)
