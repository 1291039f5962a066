"""A fake Google, and Alice's account at it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from core.crypto import encrypt
from tasks.calendars import http, sync
from tasks.calendars.google.consent import READ, WRITE
from tasks.models import CalendarAccount, SyncRun
from tests.calendars.google import calendar_api_server
from tests.calendars.google.calendar_api import CalendarApi
from tests.calendars.google.fake_google import FakeGoogle
from tests.calendars.google.fake_server import serving
from tests.conftest import reauthenticated_client

PAGE = "/settings/calendars/"


@pytest.fixture
def google(settings, monkeypatch):
    """A fake Google that the settings point to, with a short timeout."""
    fake = FakeGoogle()
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "whendoist", "secret"
    monkeypatch.setattr(http, "TIMEOUT", httpx.Timeout(1, connect=1))
    with serving(fake) as address:
        names = {"consent": "consent", "token": "token", "revoke": "revoke", "api": "api"}
        settings.GOOGLE_ENDPOINTS = {name: f"{address}/{path}" for name, path in names.items()}
        yield fake


@pytest.fixture
def account(alice, clock, google) -> CalendarAccount:
    """Alice's connected account; its access token has just expired."""
    secrets = {"refresh_token": google.grant(), "access_token": "", "scopes": []}
    secrets |= {"good_until": "2026-03-02T08:00:00+00:00"}
    return CalendarAccount.objects.create(
        user=alice, provider="google", identity="1", state="active", credentials=encrypt(secrets)
    )


@pytest.fixture
def sync_now(account, clock):
    """Return a function that syncs the account some times, as the cluster does when it is due."""

    def run(times: int = 1) -> SyncRun | None:
        log = None
        for _ in range(times):
            clock.shift(timedelta(minutes=20))
            log = sync.sync(account.pk)
        return log

    return run


@pytest.fixture
def client(alice) -> Client:
    return reauthenticated_client(alice)


@pytest.fixture
def authorize_google(client, google):
    """Return a function that goes through the consent screen; arguments override the callback."""

    def authorize(scopes=READ, query="", **overrides):
        address = client.get(f"{PAGE}google/{query}").url
        params = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = google.consent(params["code_challenge"], *scopes)
        return client.get(
            f"{PAGE}google/back/", {"state": params["state"], "code": code} | overrides
        )

    return authorize


def sync_account() -> CalendarAccount:
    """Sync the only account and return its row."""
    sync.sync(CalendarAccount.objects.get().pk)
    return CalendarAccount.objects.get()


@pytest.fixture
def calendar_api(settings, monkeypatch):
    """The second fake Google, which knows nothing of the first."""
    api = CalendarApi()
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "whendoist", "secret"
    monkeypatch.setattr(http, "TIMEOUT", httpx.Timeout(5, connect=5))
    with calendar_api_server.serving(api) as endpoints:
        settings.GOOGLE_ENDPOINTS = endpoints
        yield api


@pytest.fixture
def second_account(alice, clock, calendar_api) -> CalendarAccount:
    """Alice's account at the second fake; it has no access token yet."""
    secrets = {"refresh_token": "1//a", "access_token": "", "scopes": [*READ, WRITE]}
    secrets |= {"good_until": "2026-03-02T08:00:00+00:00"}
    return CalendarAccount.objects.create(
        user=alice, provider="google", identity="1", state="active", credentials=encrypt(secrets)
    )
