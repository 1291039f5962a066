"""manage.py demo"""

from __future__ import annotations

from datetime import time

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.clock import today
from core.models import User
from tasks.demo import ADDRESS
from tasks.models import Activity, Task
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def at_home(db, settings):
    """Pretend to run on the embedded server, as the demo requires."""
    settings.EMBEDDED_POSTGRES = object()


@pytest.fixture
def there() -> User:
    return User.objects.create_user(ADDRESS, "a good long password")


def say(capsys, **options) -> str:
    call_command("demo", **options)
    return capsys.readouterr().out


def test_demo_command_adds_a_user_at_their_own_today(clock, alice, capsys):
    out = say(capsys, time_zone="Pacific/Auckland")
    person = User.objects.get(email=ADDRESS)
    assert out == f"Sign in as {ADDRESS} with the password {out.split()[-1]}\n"
    assert today(person) == NOW.date()
    block = Task.objects.for_user(person).get(title="Write the rollback runbook")
    assert (block.scheduled_date, block.scheduled_time) == (NOW.date(), time(9, 30))


def test_demo_command_changes_nothing_when_repeated(there, capsys):
    assert "already exists; nothing was changed." in say(capsys)
    assert User.objects.get().password == there.password
    assert not Activity.objects.exists()


def test_demo_command_prints_a_new_password_that_works(there, capsys):
    password = say(capsys, reset_password=True).split()[-1]
    browser = Client()
    browser.post("/accounts/login/", {"login": ADDRESS, "password": password})
    assert "_auth_user_id" in browser.session
    assert password not in say(capsys)


def test_demo_command_can_skip_a_database_with_users(alice, capsys):
    assert "There are users already" in say(capsys, if_empty=True)
    assert User.objects.get() == alice


def test_demo_command_is_rejected_on_a_production_server(settings):
    settings.EMBEDDED_POSTGRES = None
    with pytest.raises(CommandError, match="production server"):
        call_command("demo")
    assert not User.objects.exists()


def test_starting_with_an_external_database_adds_no_demo_user(db, settings, capsys):
    settings.EMBEDDED_POSTGRES = None
    assert "No demo user was added" in say(capsys, if_empty=True)
    assert not User.objects.exists()


def test_demo_command_can_be_allowed_on_a_production_server(there, settings, capsys):
    settings.EMBEDDED_POSTGRES = None
    assert "already exists" in say(capsys, force=True)
