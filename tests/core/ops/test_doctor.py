"""`manage.py doctor` and /ops/doctor"""

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
from core.ops.doctor import runner
from core.ops.doctor.registry import Level
from core.ops.doctor.runner import run_checks
from core.queue import enqueue


def findings(subject: str) -> list[tuple[Level, str]]:
    return [
        (finding.level, finding.sentence) for finding in run_checks() if finding.subject == subject
    ]


def worst(subject: str) -> tuple[Level, str]:
    return max(findings(subject))


@pytest.fixture(autouse=True)
def data(db):
    """Allow the database, which most checks query, with schedules due now: they age."""
    Schedule.objects.update(next_run=clock.now())


def test_doctor_reports_no_error_for_a_working_installation():
    out = StringIO()
    call_command("doctor", stdout=out)

    assert "ERROR" not in out.getvalue()
    assert "ok       database: PostgreSQL" in out.getvalue()


def test_doctor_exits_with_an_error_when_schedules_are_missing():
    Schedule.objects.all().delete()
    with pytest.raises(CommandError, match="need attention"):
        call_command("doctor", stdout=StringIO())

    assert worst("jobs") == (
        Level.ERROR,
        "“Sync calendars” is not scheduled. Run `manage.py migrate` to restore it.",
    )


def test_doctor_names_a_single_missing_schedule():
    Schedule.objects.filter(name="Materialize instances").delete()

    assert worst("jobs")[1].startswith("“Materialize instances” is not scheduled")


@pytest.mark.parametrize(
    ("minutes", "expected"), [(5, set()), (90, {"Sync calendars"}), (300, {"*"})]
)
def test_doctor_reports_schedules_that_are_late_for_their_interval(minutes, expected):
    Schedule.objects.update(next_run=clock.now() - timedelta(minutes=minutes))
    names = set(Schedule.objects.values_list("name", flat=True))
    late = {sentence.split("”")[0][1:] for level, sentence in findings("jobs") if level}

    assert late == (names if expected == {"*"} else expected)


def test_doctor_reports_a_job_that_waits_too_long():
    Schedule.objects.update(next_run=clock.now() + timedelta(hours=1))
    enqueue("tasks.jobs.sync_calendars_of", "x")
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert worst("jobs")[1].startswith("A job has waited 30")


def test_doctor_reports_timeouts_dropped_by_a_pooler():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")

    assert worst("database")[1].startswith("These timeouts are not set: statement_timeout")


def test_doctor_reports_clock_skew_between_machine_and_database():
    with clock.at(clock.now() - timedelta(minutes=1)):
        level, sentence = worst("clock")

    assert (level, "differ by 60 s" in sentence) == (Level.ERROR, True)


def test_doctor_reports_a_mail_backend_that_sends_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert "No mail is sent" in worst("mail")[1]


def test_doctor_reports_an_unreachable_mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert worst("mail")[0] == Level.ERROR


def test_doctor_fails_for_a_short_secret_key_only_when_strict(settings):
    settings.SECRET_KEY = "short"
    call_command("doctor", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("doctor", "--strict", stdout=StringIO())

    assert worst("secrets")[0] == Level.WARNING


def test_doctor_warns_about_an_untrusted_proxy(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert "TRUSTED_PROXY_COUNT" in worst("proxy")[1]


@pytest.mark.parametrize(
    ("headers", "behind_proxy", "sentence"),
    [
        ({}, False, None),
        ({"X-Forwarded-Proto": "https"}, False, "Set BEHIND_PROXY=1"),
        ({}, True, "did not send X-Forwarded-Proto"),
        ({"X-Forwarded-For": "1.1.1.1, 2.2.2.2"}, False, "passed 2 proxies, but TRUSTED"),
    ],
)
def test_doctor_page_compares_the_proxy_headers_of_the_request_with_the_settings(
    admin_client, settings, headers, behind_proxy, sentence
):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    page = admin_client.get("/ops/doctor", headers=headers).text

    assert sentence is None or sentence in page
    assert ("our request" in page or "did not send" in page) == (sentence is not None)


def test_doctor_reports_an_invalid_credential_key(settings):
    settings.CREDENTIAL_KEYS = ["not a key"]
    assert worst("secrets")[0] == Level.ERROR

    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    assert worst("secrets")[0] == Level.OK


def test_doctor_warns_a_public_server_without_mail_or_host_names(settings):
    settings.HTTPS, settings.EMAIL_BACKEND = True, "django.core.mail.backends.console.EmailBackend"
    settings.ALLOWED_HOSTS = ["localhost"]

    assert (worst("mail")[0], worst("address")[0]) == (Level.WARNING, Level.WARNING)


def test_doctor_reports_a_shared_cause_of_failed_checks_once(monkeypatch):
    def broken():
        raise RuntimeError("away")

    monkeypatch.setattr(runner, "registered_checks", [("first", broken), ("second", broken)])

    assert len(run_checks()) == 1


def test_doctor_warns_when_any_host_name_is_allowed(settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert worst("address")[0] == Level.WARNING


def test_doctor_reports_a_check_that_fails_as_a_finding(monkeypatch):
    def broken():
        raise RuntimeError("no such thing")

    monkeypatch.setattr(runner, "registered_checks", [("thing", broken)])

    assert findings("thing") == [(Level.ERROR, "This check could not run: no such thing.")]


def test_doctor_page_shows_findings_to_admins(admin_client):
    page = admin_client.get("/ops/doctor")

    assert page.status_code == 200
    assert "PostgreSQL" in page.text


def test_doctor_page_rejects_everybody_but_admins(client, alice):
    assert "/login" in Client().get("/ops/doctor").url
    client.force_login(alice)
    assert client.get("/ops/doctor").status_code != 200
