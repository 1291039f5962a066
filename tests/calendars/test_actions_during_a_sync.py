"""What a person does with an account while it is being synced takes effect after that sync"""

from __future__ import annotations

import pytest

from core import clock as core_clock
from tasks.calendars import actions, sync
from tasks.calendars.base import SignedOut
from tasks.models import CalendarAccount
from tests.calendars.fake_provider import FakeProvider


@pytest.fixture
def during(monkeypatch, world):
    """Run an action inside a method of the provider, then perhaps raise an error."""

    def run_during(method, action, error=None):
        original = getattr(FakeProvider, method)

        def interrupted(provider, *arguments):
            monkeypatch.setattr(FakeProvider, method, original)
            action()
            if error:
                raise error
            return original(provider, *arguments)

        monkeypatch.setattr(FakeProvider, method, interrupted)

    return run_during


@pytest.fixture
def account(account) -> CalendarAccount:
    account.credentials = "sealed"
    account.save()
    return account


def is_due() -> bool:
    return CalendarAccount.objects.due(core_clock.now()).exists()


def test_account_is_due_again_when_a_person_syncs_it_during_a_sync(during, alice, account):
    during("calendars", lambda: actions.read_now(alice, account.pk))
    sync.sync(account.pk)
    assert is_due()
    sync.sync(account.pk)
    assert not is_due()


def test_account_connected_again_during_a_sync_is_not_signed_out(during, alice, account):
    def connect() -> None:
        actions.connect(alice, "google", {"refresh_token": "new"}, account.pk)

    during("calendars", connect, SignedOut("The password is wrong."))
    sync.sync(account.pk)
    assert (CalendarAccount.objects.get().state, is_due()) == ("connecting", True)
    sync.sync(account.pk)
    assert CalendarAccount.objects.get().state == "active"


@pytest.mark.parametrize(
    ("state", "method", "error"),
    [("connecting", "connect", None), ("active", "calendars", SignedOut("Revoked."))],
)
def test_account_disconnected_during_a_sync_is_deleted_by_the_next(
    during, alice, account, state, method, error
):
    CalendarAccount.objects.update(state=state)
    during(method, lambda: actions.disconnect(alice, account.pk, delete=False), error)
    sync.sync(account.pk)
    assert CalendarAccount.objects.get().state == "leaving"
    sync.sync(account.pk)
    assert not CalendarAccount.objects.exists()
