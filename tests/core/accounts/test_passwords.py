"""Which passwords may be chosen: at sign-up, change, reset, in the admin, on the command line"""

from __future__ import annotations

import tracemalloc

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from core.models import User

GOOD = "a good long password"
LEAKED = "This password is on a list of leaked passwords. Choose another one."
SHORT = "This password is too short. It must contain at least 10 characters."
# Among the 100,000 most common of SecLists, but not among Django's 20,000.
BEYOND_DJANGO = ["chickenwing101", "microphone", "unbelievable", "Contortionist"]


def rejections(password: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize("password", [GOOD, "vK3$wq9!Zr", "zehn Zeichen, öäü", "密码" * 6])
def test_password_of_ten_uncommon_characters_is_accepted(password):
    assert rejections(password) == []


@pytest.mark.parametrize("password", ["vK3$wq9!Z", "vK3$wq9!Z     ", "", "öäüöäüöäü"])
def test_password_of_fewer_than_ten_characters_is_rejected(password):
    assert SHORT in rejections(password)


@pytest.mark.parametrize(
    "password",
    ["password123", "PASSWORD123", " password123 ", "1q2w3e4r5t6y", "qwertyuiop[]", *BEYOND_DJANGO],
)
def test_leaked_password_is_rejected(password):
    assert LEAKED in rejections(password)


def test_leaked_password_list_uses_no_memory(settings):
    rejections("vK3$wq9!Zr")  # imports and caches
    tracemalloc.start()
    for n in range(200):
        rejections(f"vK3$wq9!Zr{n}")
    current, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert current < 100_000
    assert peak < 500_000


def test_sign_up_explains_a_rejected_password(client, db):
    form = {"email": "carol@example.org", "password1": "password123"}
    assert LEAKED in client.post("/accounts/signup/", form).text
    assert not User.objects.exists()


def test_password_change_explains_a_rejected_password(client, alice):
    client.force_login(alice)
    form = {"oldpassword": GOOD, "password1": "password123", "password2": "password123"}
    assert LEAKED in client.post("/accounts/password/change/", form).text


def test_admin_rejects_a_leaked_password(admin_client):
    form = {"email": "carol@example.org", "usable_password": "true"}
    form |= {"password1": "password123", "password2": "password123"}
    assert LEAKED in admin_client.post("/admin/core/user/add/", form).text
    assert not User.objects.filter(email="carol@example.org").exists()


def test_createsuperuser_asks_again_after_a_leaked_password(db, monkeypatch, capsys):
    typed = iter(["password123", "password123", GOOD, GOOD])
    monkeypatch.setattr("getpass.getpass", lambda *_: next(typed))
    monkeypatch.setattr("builtins.input", lambda *_: "n")  # do not bypass the validation
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    call_command("createsuperuser", email="carol@example.org", interactive=True)

    assert LEAKED in capsys.readouterr().err
    assert User.objects.get().check_password(GOOD)


def test_existing_short_password_still_signs_in(alice):
    alice.set_password("12345678")
    alice.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": alice.email, "password": "12345678"})
    assert "_auth_user_id" in browser.session
