"""core.language: every text is in its reader's language"""

from __future__ import annotations

import struct

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import gettext

from core.accounts import close_account, notify
from core.models import Preferences
from core.queue.jobs import Ticket
from core.queue.worker import _attempt
from tests.conftest import run_jobs

GERMAN = {
    "": "Content-Type: text/plain; charset=UTF-8\n",
    "Sign in": "Anmelden",
    "Not found.": "Nicht gefunden.",
    "Account closed": "Konto geschlossen",
    "This is about your Whendoist account %(email)s.": "Es geht um dein Konto %(email)s.",
}


def mo_file(messages: dict[str, str]) -> bytes:
    """A compiled catalogue (the format of GNU gettext's .mo files)."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    keys = b"".join(key + b"\0" for key, _ in pairs)
    values = b"".join(value + b"\0" for _, value in pairs)
    tables: list[list[int]] = [[], []]
    offsets = [28 + 16 * len(pairs), 28 + 16 * len(pairs) + len(keys)]
    for pair in pairs:
        for column, text in enumerate(pair):
            tables[column] += [len(text), offsets[column]]
            offsets[column] += len(text) + 1
    header = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    numbers = [*header, *tables[0], *tables[1]]
    return struct.pack(f"<{len(numbers)}I", *numbers) + keys + values


@pytest.fixture
def german(settings, tmp_path):
    """A German catalogue, as if its file had just been added."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(mo_file(GERMAN))
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]


@pytest.fixture
def german_alice(alice, german):
    Preferences.objects.filter(user=alice).update(language="de")
    alice.preferences.refresh_from_db()
    return alice


@pytest.mark.django_db
def test_anonymous_page_uses_the_language_of_the_browser(german):
    response = Client().get("/accounts/login/", headers={"Accept-Language": "fr, de;q=0.8"})

    assert "Anmelden" in response.text
    assert '<html lang="de"' in response.text
    assert response["Content-Language"] == "de"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.django_db
def test_anonymous_page_is_english_when_the_browser_asks_for_an_unknown_language(german):
    response = Client().get("/accounts/login/", headers={"Accept-Language": "fr"})

    assert "Sign in" in response.text
    assert '<html lang="en"' in response.text


def test_response_uses_the_language_of_the_user_instead_of_the_browser(german_alice, bob):
    for user, sentence in ((german_alice, "Nicht gefunden."), (bob, "Not found.")):
        client = Client(headers={"Accept-Language": "fr"})
        client.force_login(user)
        assert client.get("/api/v1/nowhere").json()["title"] == sentence


def test_pages_are_english_for_a_german_person_without_a_catalogue(alice):
    Preferences.objects.filter(user=alice).update(language="de")
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(alice)
    response = client.get("/api/v1/nowhere")

    assert response.json()["title"] == "Not found."
    assert response["Content-Language"] == "en"


def test_notice_uses_the_language_of_its_recipient(german_alice, bob, mailoutbox):
    for user in (german_alice, bob):
        notify(user, "Subject", "Sentence.")
    run_jobs()

    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Es geht um dein Konto alice@example.org." in bodies["alice@example.org"]
    assert "This is about your Whendoist account" in bodies["bob@example.org"]


def test_farewell_mail_uses_the_language_of_the_closed_account(german_alice, mailoutbox):
    close_account(german_alice)
    run_jobs()

    assert [message.subject for message in mail.outbox] == ["Konto geschlossen"]


def test_job_runs_in_the_language_of_its_owner(german_alice, bob, monkeypatch):
    monkeypatch.setattr("core.queue.worker.run", lambda job: gettext("Sign in"))
    ticket = Ticket("id", "name", "job", ())

    owners = (german_alice.pk, bob.pk, None)
    results = [_attempt(ticket, owner).result for owner in owners]
    assert results == ["Anmelden", "Sign in", "Sign in"]
