"""Every change of a credential or an address is mailed to the account's owner"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from core.accounts import change_address, close_account, notify
from core.accounts.notices import deliver
from core.crypto import encrypt
from core.models import User
from core.queue import MAX_TRIES
from tasks.calendars import actions, feeds
from tasks.models import AppPassword, CalendarFeed
from tests.conftest import reauthenticated_client, run_jobs

PASSWORD, NEW = "a good long password", "another good password"
ALICE, OTHER = "alice@example.org", "other@example.org"
CHANGE = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
OUT_OF_REACH = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}
OUT_OF_REACH |= {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}


@pytest.fixture
def client(alice) -> Client:
    return reauthenticated_client(alice)


def delivered() -> list[tuple[str, str]]:
    """Return the recipients and their mails, sorted by address."""
    mail.outbox.clear()
    run_jobs()
    return sorted((sent.to[0], str(sent.subject)) for sent in mail.outbox)


@contextmanager
def rejecting_mail_server(code: int) -> Iterator[int]:
    """Serve SMTP on a port, and answer each RCPT with `code`."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            for line in self.rfile:
                answer = code if line.upper().startswith(b"RCPT") else 250
                self.wfile.write(b"%d answer\r\n" % answer)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def email(client: Client, address: str, action: str) -> None:
    client.post("/accounts/email/", {"email": address, f"action_{action}": ""})


def test_notice_is_mailed_when_the_password_changes(client, mailoutbox):
    client.post("/accounts/password/change/", CHANGE)
    assert delivered() == [(ALICE, "Password changed")]
    body = mail.outbox[0].body
    assert "your Whendoist account alice@example.org" in body
    assert "http://testserver/accounts/password/reset/" in body
    assert "From: 127.0.0.1" in body
    assert PASSWORD not in body
    assert NEW not in body


def test_notice_is_mailed_when_the_password_is_reset(alice, mailoutbox):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": ALICE})
    form = browser.get(re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]).url
    browser.post(form, {"password1": NEW, "password2": NEW})
    assert delivered() == [(ALICE, "Password reset")]


def test_notice_goes_to_old_and_new_address_when_addresses_change(alice, client, mailoutbox):
    EmailAddress.objects.create(user=alice, email=ALICE, primary=True)
    email(client, OTHER, "add")
    assert delivered() == [(ALICE, "E-mail address added"), (OTHER, "E-mail address added")]
    email(client, OTHER, "primary")
    assert delivered() == [(ALICE, "E-mail address changed"), (OTHER, "E-mail address changed")]
    email(client, ALICE, "remove")
    assert delivered() == [(ALICE, "E-mail address removed"), (OTHER, "E-mail address removed")]


def test_notice_goes_to_both_addresses_for_a_user_created_by_command(client, mailoutbox):
    email(client, OTHER, "add")
    run_jobs()
    email(client, OTHER, "primary")
    assert delivered() == [(ALICE, "E-mail address changed"), (OTHER, "E-mail address changed")]


def test_notice_is_mailed_when_an_address_is_confirmed(alice, client, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    EmailAddress.objects.create(user=alice, email=ALICE, primary=True, verified=True)
    email(client, OTHER, "add")
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mailoutbox[0].body)[1]
    run_jobs()
    client.post(link)
    confirmed = "E-mail address confirmed"
    assert delivered() == [(ALICE, confirmed), (OTHER, confirmed)]


def test_notice_goes_to_both_addresses_when_an_admin_changes_the_address(alice, mailoutbox):
    change_address(alice, OTHER)
    assert delivered() == [(ALICE, "E-mail address changed"), (OTHER, "E-mail address changed")]


def test_notice_is_not_mailed_to_other_unverified_addresses(alice, client, mailoutbox):
    EmailAddress.objects.create(user=alice, email=OTHER)
    EmailAddress.objects.create(user=alice, email="verified@example.org", verified=True)
    client.post("/accounts/password/change/", CHANGE)
    assert [address for address, _ in delivered()] == [ALICE, "verified@example.org"]


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (lambda alice: feeds.add_feed(alice, "Phone")[1], "Feed created"),
        (lambda alice: feeds.add_password(alice, "Phone"), "App password created"),
        (lambda alice: connect(alice, "hunter2"), "Calendar connected"),
        (close_account, "Account closed"),
    ],
)
def test_notice_is_mailed_when_access_changes(alice, mailoutbox, change, subject):
    secret = change(alice)
    OrmQ.objects.exclude(pk__in=[job.pk for job in OrmQ.objects.all() if is_mail(job)]).delete()
    assert delivered() == [(ALICE, subject)]
    assert str(secret) not in mail.outbox[0].body


def connect(user: User, password: str) -> str:
    actions.connect(user, "caldav", {"password": password})
    return password


def is_mail(job: OrmQ) -> bool:
    return job.task["args"][0] == "core.accounts.notices.deliver"


def test_notice_is_mailed_when_access_is_revoked(alice, mailoutbox):
    for name in ("One", "Two"):
        feeds.add_feed(alice, name)
        feeds.add_password(alice, name)
    run_jobs()
    feeds.revoke_feed(alice, CalendarFeed.objects.get(name="One").pk)
    feeds.revoke_password(alice, AppPassword.objects.get(name="One").pk)
    feeds.revoke_all(alice)
    feeds.revoke_all(alice)
    subjects = ["App password revoked", "Feed revoked", "Feeds and app passwords revoked"]
    assert delivered() == [(ALICE, subject) for subject in subjects]


def test_notice_is_not_mailed_when_the_change_is_rolled_back(alice):
    with transaction.atomic():
        feeds.add_feed(alice, "Phone")
        transaction.set_rollback(True)
    assert not OrmQ.objects.exists()


def test_notice_is_retried_when_the_mail_server_is_unreachable(alice, client, settings):
    for name, value in OUT_OF_REACH.items():
        setattr(settings, name, value)
    assert client.post("/accounts/password/change/", CHANGE).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    run_jobs()
    waiting = OrmQ.objects.get()
    assert is_mail(waiting)
    assert waiting.lock > timezone.now()


@pytest.mark.parametrize(("code", "retries"), [(450, 1), (550, 0)])
def test_notice_is_retried_when_its_recipient_is_rejected_for_now(alice, settings, code, retries):
    with rejecting_mail_server(code) as port:
        settings.EMAIL_BACKEND = OUT_OF_REACH["EMAIL_BACKEND"]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        notify(alice, "Something changed", "It did.")
        run_jobs()
    assert OrmQ.objects.count() == retries


def test_notice_fails_after_a_day_of_retries(db, settings):
    for name, value in OUT_OF_REACH.items():
        setattr(settings, name, value)
    with pytest.raises(OSError, match="refused"):
        deliver(encrypt({"to": ALICE, "subject": "", "body": ""}), MAX_TRIES)


def test_notice_is_encrypted_in_the_queue(alice):
    notify(alice, "Something changed", "It did.")
    assert ALICE not in str(OrmQ.objects.get().task)
