"""The URLs of the product."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.views.generic import RedirectView

from tasks.api import api
from tasks.dav.view import dav, well_known
from tasks.models import Domain, Label, Task
from tasks.views import calendar_notifications, feeds, onboarding, planner
from tasks.views.settings import (
    account,
    away,
    calendar_help,
    calendars,
    connecting,
    day_preview,
    domains,
    labels,
    preferences,
    sharing,
)

calendar_pages = [
    path("", calendars.calendars, name="settings-calendars"),
    path("google/", calendars.google, name="settings-calendars-google"),
    path("google/back/", calendars.google_back, name="settings-calendars-google-back"),
    path("addresses/", calendars.addresses, name="settings-calendars-addresses"),
    path("undo/<int:pk>/", calendars.undo_action, name="settings-calendars-undo"),
    path("resync/<int:pk>/", calendars.resync, name="settings-calendars-resync"),
    path(
        "choose/<int:pk>/<str:option>/<int:on>/", calendars.choose, name="settings-calendars-choose"
    ),
    path("untimed/<int:pk>/<int:on>/", calendars.untimed, name="settings-calendars-untimed"),
    path("stop/<int:pk>/", calendars.confirm_stop, name="settings-calendars-stop"),
    path(
        "stop/<int:pk>/keep/",
        calendars.stop_pushing,
        {"delete": False},
        name="settings-calendars-stop-keep",
    ),
    path(
        "stop/<int:pk>/erase/",
        calendars.stop_pushing,
        {"delete": True},
        name="settings-calendars-stop-delete",
    ),
    path("confirm/<int:pk>/", calendars.confirm_deletions, name="settings-calendars-confirm"),
    path("rename/<int:pk>/", connecting.rename, name="settings-calendars-rename"),
    path("leave/<int:pk>/", calendars.confirm_disconnect, name="settings-calendars-disconnect"),
    path(
        "leave/<int:pk>/keep/",
        calendars.disconnect,
        {"delete": False},
        name="settings-calendars-disconnect-keep",
    ),
    path(
        "leave/<int:pk>/erase/",
        calendars.disconnect,
        {"delete": True},
        name="settings-calendars-disconnect-delete",
    ),
]
settings: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="tasks:settings-planning"), name="settings"),
    path("planning/", preferences.planning, name="settings-planning"),
    path("planning/day/", day_preview.day_preview, name="settings-day-preview"),
    path("appearance/", preferences.appearance, name="settings-appearance"),
    path("<str:page>/<str:section>/undo/<int:pk>/", preferences.undo_action, name="settings-undo"),
    path("domains/", domains.domains, name="settings-domains"),
    path("domains/<int:pk>/", domains.domain, name="settings-domain"),
    path("domains/<int:pk>/hours/", domains.hours, name="settings-domain-hours"),
    path("domains/<int:pk>/up/", domains.move, {"steps": -1}, name="settings-domain-up"),
    path("domains/<int:pk>/down/", domains.move, {"steps": 1}, name="settings-domain-down"),
    path("domains/<int:pk>/archive/", domains.archive, name="settings-domain-archive"),
    path("domains/<int:pk>/default/", domains.make_default, name="settings-domain-default"),
    path("domains/<int:pk>/restore/", domains.restore, name="settings-domain-restore"),
    path("domains/undo/<int:pk>/", domains.undo_action, name="settings-domains-undo"),
    path("away/", away.away, name="settings-away"),
    path("away/<int:pk>/remove/", away.remove, name="settings-away-remove"),
    path("away/undo/<int:pk>/", away.undo_action, name="settings-away-undo"),
    path("labels/", labels.labels, name="settings-labels"),
    path("labels/<int:pk>/", labels.label, name="settings-label"),
    path("labels/<int:pk>/remove/", labels.remove, name="settings-label-remove"),
    path("labels/undo/<int:pk>/", labels.undo_action, name="settings-labels-undo"),
    path("calendars/", include(calendar_pages)),
    path("calendars/subscribe/", connecting.subscribe, name="settings-subscribe"),
    path("calendars/caldav/", connecting.caldav, name="settings-caldav"),
    path("calendars/trial/<str:token>/", connecting.trial, name="settings-calendars-trial"),
    path("calendars/help/", calendar_help.addresses, name="settings-calendars-help"),
    path(
        "calendars/help/microsoft-365/",
        calendar_help.microsoft_365,
        name="settings-calendars-microsoft",
    ),
    path("calendars/sharing/", sharing.sharing, name="settings-sharing"),
    path("calendars/sharing/feeds/", sharing.add_feed, name="settings-feed-add"),
    path("calendars/sharing/feeds/<int:pk>/", sharing.revoke_feed, name="settings-feed-revoke"),
    path("calendars/sharing/due/", sharing.due_dates, name="settings-due-dates"),
    path("calendars/sharing/due/undo/<int:pk>/", sharing.undo_action, name="settings-sharing-undo"),
    path("calendars/sharing/passwords/", sharing.add_password, name="settings-password-add"),
    path(
        "calendars/sharing/passwords/<int:pk>/",
        sharing.revoke_password,
        name="settings-password-revoke",
    ),
    path("account/", account.account, name="settings-account"),
    path("account/access/", account.access, name="settings-access"),
    path("account/close/", account.close, name="settings-account-close"),
]
welcome = [
    path("", onboarding.welcome, name="welcome"),
    path("zone/", onboarding.zone, name="welcome-zone"),
    path("hours/", onboarding.hours, name="welcome-hours"),
    path("domains/", onboarding.domains, name="welcome-domains"),
    path("tasks/", onboarding.tasks, name="welcome-tasks"),
]

register_converter(planner.DayConverter, "day")

app_name = "tasks"
urlpatterns = [
    path("", planner.planner, {"page": "today"}, name="today"),
    *(
        path(f"{page}/", planner.planner, {"page": page}, name=page)
        for page in planner.TITLES
        if page != "today"
    ),
    path("domains/<int:pk>/", planner.one_row, {"model": Domain, "page": "domain"}, name="domain"),
    path("labels/<int:pk>/", planner.one_row, {"model": Label, "page": "label"}, name="label"),
    path("tasks/<int:pk>/", planner.one_row, {"model": Task, "page": "all"}, name="task"),
    path("day/<day:day>/", planner.one_day, name="day"),
    path("settings/", include(settings)),
    path("welcome/", include(welcome)),
    path("api/v1/", api.urls),
    path("feeds/<str:secret>.ics", feeds.feed, name="feed"),
    path("calendars/notification/", calendar_notifications.receive, name="calendar-notification"),
    path("dav/<path:path>", dav, name="dav"),
    path("dav/", dav, {"path": ""}, name="dav-root"),
    path(".well-known/caldav", well_known),
]
