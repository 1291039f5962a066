"""manage.py doctor and /ops/doctor: what they notice"""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django_q.models import Schedule

from core import clock
from core.ops.doctor import Level, check, examine
from core.queue import enqueue


def found(subject: str) -> list[tuple[Level, str]]:
    return [(each.level, each.sentence) for each in examine() if each.subject == subject]


def worst(subject: str) -> tuple[Level, str]:
    return max(found(subject))


@pytest.fixture(autouse=True)
def data(db):
    """Every examination asks the database."""


def test_a_well_installation_has_no_trouble():
    out = StringIO()
    call_command("doctor", stdout=out)

    assert "TROUBLE" not in out.getvalue()
    assert "ok       database: PostgreSQL" in out.getvalue()


def test_missing_schedules_are_trouble_and_exit_with_an_error():
    Schedule.objects.all().delete()
    with pytest.raises(CommandError, match="ask for something"):
        call_command("doctor", stdout=StringIO())

    assert worst("jobs") == (
        Level.TROUBLE,
        "“Sync calendars” is not scheduled. Run `manage.py migrate`: it puts it back.",
    )


def test_one_missing_schedule_is_trouble():
    Schedule.objects.filter(name="Materialize instances").delete()

    assert worst("jobs")[1].startswith("“Materialize instances” is not scheduled")


@pytest.mark.parametrize(("minutes", "late"), [(5, set()), (90, {"Sync calendars"}), (300, {"*"})])
def test_a_schedule_that_is_late_by_its_interval_is_trouble(minutes, late):
    Schedule.objects.update(next_run=clock.now() - timedelta(minutes=minutes))
    every = set(Schedule.objects.values_list("name", flat=True))
    said = {sentence.split("”")[0][1:] for level, sentence in found("jobs") if level}

    assert said == (every if late == {"*"} else late)


def test_a_job_that_waits_is_trouble():
    enqueue("tasks.jobs.sync_calendars_of", "x")
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert worst("jobs")[1].startswith("A job has waited for 30")


def test_a_pooler_that_drops_the_timeouts_is_trouble():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")

    assert worst("database")[1].startswith("statement_timeout not in force")


def test_a_clock_that_is_off_is_trouble():
    with clock.at(clock.now() - timedelta(minutes=1)):
        level, sentence = worst("clock")

    assert (level, "from this machine's" in sentence) == (Level.TROUBLE, True)


def test_mail_that_goes_nowhere_is_said(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert "No mail is sent" in worst("mail")[1]


def test_a_mail_server_that_does_not_answer_is_trouble(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert worst("mail")[0] == Level.TROUBLE


def test_a_short_secret_is_a_warning_that_only_strict_minds(settings):
    settings.SECRET_KEY = "short"
    call_command("doctor", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("doctor", "--strict", stdout=StringIO())

    assert worst("secrets")[0] == Level.WARNING


def test_a_proxy_nobody_trusts_is_a_warning(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert "TRUSTED_PROXY_COUNT" in worst("proxy")[1]


@pytest.mark.parametrize(
    ("headers", "expected", "sentence"),
    [
        ({}, False, None),
        ({"X-Forwarded-Proto": "https"}, False, "Set BEHIND_PROXY=1"),
        ({}, True, "Let it set X-Forwarded-Proto"),
        ({"X-Forwarded-For": "1.1.1.1, 2.2.2.2"}, False, "names 2 proxies, and TRUSTED"),
    ],
)
def test_how_an_admin_came_there_is_compared_with_the_settings(
    admin_client, settings, headers, expected, sentence
):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if expected else None
    page = admin_client.get("/ops/doctor", headers=headers).text

    assert sentence is None or sentence in page
    assert ("proxies, and" in page or "you came here" in page) == (sentence is not None)


def test_a_key_that_seals_nothing_is_trouble(settings):
    settings.CREDENTIAL_KEYS = ["not a key"]
    assert worst("secrets")[0] == Level.TROUBLE

    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    assert worst("secrets")[0] == Level.FINE


def test_a_public_server_without_mail_or_names_is_warned(settings):
    settings.HTTPS, settings.EMAIL_BACKEND = True, "django.core.mail.backends.console.EmailBackend"
    settings.ALLOWED_HOSTS = ["localhost"]

    assert (worst("mail")[0], worst("address")[0]) == (Level.WARNING, Level.WARNING)


def test_what_keeps_several_from_being_done_is_said_once(monkeypatch):
    def broken():
        raise RuntimeError("away")

    monkeypatch.setattr(check, "_examinations", [("one", broken), ("two", broken)])

    assert len(examine()) == 1


def test_any_host_is_a_warning(settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert worst("address")[0] == Level.WARNING


def test_an_examination_that_breaks_is_a_finding(monkeypatch):
    def broken():
        raise RuntimeError("no such thing")

    monkeypatch.setattr(check, "_examinations", [("thing", broken)])

    assert found("thing") == [(Level.TROUBLE, "Could not be examined: no such thing.")]


def test_admins_read_it_on_a_page(admin_client):
    page = admin_client.get("/ops/doctor")

    assert page.status_code == 200
    assert "PostgreSQL" in page.text


def test_nobody_else_does(client, alice):
    assert "/login" in Client().get("/ops/doctor").url
    client.force_login(alice)
    assert client.get("/ops/doctor").status_code != 200
