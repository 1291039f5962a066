"""A fake Google, and Alice's account there."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from core.crypto import encrypt
from tasks.calendars import http, sync
from tasks.calendars.google.consent import READ
from tasks.models import CalendarAccount, SyncRun
from tests.calendars.google.fake_google import FakeGoogle, serving
from tests.conftest import reauthenticated_client

PAGE = "/settings/calendars/"


@pytest.fixture
def google(settings, monkeypatch):
    """Where settings say Google is; what it does not answer at once counts as not answered."""
    fake = FakeGoogle()
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "whendoist", "secret"
    monkeypatch.setattr(http, "TIMEOUT", httpx.Timeout(1, connect=1))
    with serving(fake) as address:
        names = {"consent": "consent", "token": "token", "revoke": "revoke", "api": "api"}
        settings.GOOGLE_ENDPOINTS = {name: f"{address}/{path}" for name, path in names.items()}
        yield fake


@pytest.fixture
def account(alice, clock, google) -> CalendarAccount:
    """Connected; its access token has just run out."""
    secrets = {"refresh_token": google.grant(), "access_token": "", "scopes": []}
    secrets |= {"good_until": "2026-03-02T08:00:00+00:00"}
    return CalendarAccount.objects.create(
        user=alice, provider="google", identity="1", state="active", credentials=encrypt(secrets)
    )


@pytest.fixture
def sync_now(account, clock):
    """What the cluster does when the account is due; so many times."""

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
def consented(client, google):
    """Go to Google, agree, come back; what a test says otherwise goes wrong."""

    def go(scopes=READ, query="", **other):
        address = client.get(f"{PAGE}google/{query}").url
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = google.consent(asked["code_challenge"], *scopes)
        return client.get(f"{PAGE}google/back/", {"state": asked["state"], "code": code} | other)

    return go


def synced() -> CalendarAccount:
    sync.sync(CalendarAccount.objects.get().pk)
    return CalendarAccount.objects.get()
