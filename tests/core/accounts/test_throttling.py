"""Limits on failed sign-ins and password resets, per account and address"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from core.accounts.known_browsers import remember_browser
from core.models import User

LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
PASSWORD = "a good long password"
HOME, ELSEWHERE = "198.51.100.1", "203.0.113.7"


def attempt(user, password: str, address: str, browser: Client | None = None) -> int:
    """Try to sign in and return the status: 302 signed in, 200 wrong, 429 too many."""
    browser = browser or Client()
    data = {"login": user.email, "password": password}
    return browser.post(LOGIN, data, REMOTE_ADDR=address).status_code


def attack(user, tries: int, addresses: int = 1) -> int:
    """Try wrong passwords, each from another address; return how many were checked."""
    places = [f"203.0.113.{n % addresses + 1}" for n in range(tries)]
    answers = [attempt(user, f"wrong {n}", place) for n, place in enumerate(places)]
    assert set(answers) <= {200, 429}
    return answers.count(200)


@pytest.fixture
def known(alice) -> Client:
    """A browser that has signed in to Alice's account and out again."""
    browser = Client()
    assert attempt(alice, PASSWORD, HOME, browser) == 302
    browser.post("/accounts/logout/")
    assert "_auth_user_id" not in browser.session
    return browser


def test_failed_sign_ins_elsewhere_do_not_lock_out_the_owner(alice, known):
    assert attack(alice, 100) == 5

    assert attempt(alice, PASSWORD, HOME) == 302
    assert attempt(alice, PASSWORD, ELSEWHERE, known) == 302


def test_lockout_page_links_to_the_password_reset(alice):
    attack(alice, 6)
    data = {"login": alice.email, "password": PASSWORD}
    page = Client().post(LOGIN, data, REMOTE_ADDR="203.0.113.1")
    assert page.status_code == 429
    assert f'href="{RESET}"' in page.text


def test_failed_sign_ins_from_its_address_do_not_lock_out_a_known_browser(alice, bob, known):
    attack(alice, 6)
    attack(bob, 6)  # uses up the attempts of the address
    assert attempt(alice, PASSWORD, "203.0.113.1") == 429

    assert attempt(alice, PASSWORD, "203.0.113.1", known) == 302


def test_account_limit_is_100_failures_an_hour_from_all_addresses(alice, clock):
    assert attack(alice, 150, addresses=50) == 100
    assert attempt(alice, PASSWORD, HOME) == 429

    clock.shift(3601)
    assert attempt(alice, PASSWORD, HOME) == 302


@pytest.mark.django_db(transaction=True)
def test_concurrent_failures_are_all_counted(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "login_failed_account": "5/h/key"
    }
    user = User.objects.create_user("alice@example.org", PASSWORD)

    def attempt_from(n: int) -> int:
        try:
            return attempt(user, "wrong", f"203.0.113.{n}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as attackers:
        answers = list(attackers.map(attempt_from, range(1, 17)))

    assert answers.count(200) <= 5
    assert answers.count(429) == 16 - answers.count(200)


def test_known_browser_signs_in_above_the_account_limit(alice, known):
    attack(alice, 110, addresses=50)

    assert attempt(alice, PASSWORD, HOME) == 429
    assert attempt(alice, PASSWORD, HOME, known) == 302


def test_rate_limited_sign_in_explains_what_to_do(alice):
    attack(alice, 5)
    data = {"login": alice.email, "password": PASSWORD}

    answer = Client().post(LOGIN, data, REMOTE_ADDR="203.0.113.1")

    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Wait a few minutes and try again, or reset your password." in answer.text


def test_account_limit_does_not_affect_other_accounts(alice, bob):
    attack(alice, 110, addresses=50)

    assert attempt(bob, PASSWORD, HOME) == 302


def test_account_limit_counts_all_addresses_of_an_account(alice):
    alice.emailaddress_set.create(email="work@example.org")
    attack(alice, 100, addresses=50)
    data = {"login": "work@example.org", "password": PASSWORD}

    assert Client().post(LOGIN, data, REMOTE_ADDR=HOME).status_code == 429


def test_successful_sign_ins_are_not_counted(alice):
    assert {attempt(alice, PASSWORD, HOME) for _ in range(9)} == {302}


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", 429),  # one /64, as assigned to a household
        ("2001:db8::1", "2001:db8:0:1::1", 302),
        ("::ffff:198.51.100.1", "198.51.100.1", 429),  # one IPv4 client, seen by an IPv6 socket
        ("::ffff:198.51.100.1", "::ffff:203.0.113.7", 302),
    ],
)
def test_address_limit_groups_ipv6_by_64_bit_network(alice, first, second, status):
    assert [attempt(alice, "wrong", first) for _ in range(5)] == [200] * 5
    assert attempt(alice, PASSWORD, second) == status


def test_password_change_allows_twenty_failures_an_hour(client, alice, clock):
    client.force_login(alice)
    form = {"password1": "quite another password", "password2": "quite another password"}
    answers = []
    for n in range(30):
        clock.shift(61)
        answer = client.post("/accounts/password/change/", form | {"oldpassword": f"wrong {n}"})
        answers.append(answer.status_code)
    assert answers == [200] * 20 + [429] * 10


def test_admin_password_change_redirects_to_the_account_page(admin_client):
    answer = admin_client.post("/admin/password_change/", {"old_password": "wrong"})
    assert answer.url == "/accounts/password/change/"


# --- the cookie of a known browser ---


def test_known_browser_has_its_own_limit(alice, known):
    answers = [attempt(alice, "wrong", HOME, known) for _ in range(6)]

    assert answers == [200] * 5 + [429]
    assert attempt(alice, PASSWORD, HOME) == 302  # the cookie belongs to the other account


def test_known_browser_cookie_is_http_only_and_same_site(alice, known):
    cookie = known.cookies[f"known-{alice.pk}"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 365 * 24 * 60 * 60


def test_known_browser_cookie_of_another_account_is_ignored(alice, bob, known):
    known.cookies[f"known-{bob.pk}"] = known.cookies[f"known-{alice.pk}"].value
    attack(bob, 110, addresses=50)

    assert attempt(bob, PASSWORD, HOME, known) == 429


@pytest.mark.parametrize("forged", ["", "x", "x:y:z", "ü", "a" * 5000])
def test_forged_known_browser_cookie_is_ignored(alice, forged):
    attack(alice, 110, addresses=50)
    browser = Client()
    browser.cookies[f"known-{alice.pk}"] = forged

    assert attempt(alice, PASSWORD, HOME, browser) == 429


def test_known_browser_cookie_is_invalid_after_a_password_change(alice, known):
    attack(alice, 110, addresses=50)
    alice.set_password("quite another password")
    alice.save()

    assert attempt(alice, "quite another password", HOME, known) == 429


def test_known_browser_stays_known_when_it_changes_the_password(alice, known):
    attempt(alice, PASSWORD, HOME, known)
    new = "quite another password"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert known.post("/accounts/password/change/", fields).status_code == 302
    known.post("/accounts/logout/")
    attack(alice, 110, addresses=50)

    assert attempt(alice, new, HOME, known) == 302


def test_sign_up_makes_the_browser_known(client, db):
    client.post("/accounts/signup/", {"email": "carol@example.org", "password1": PASSWORD})

    assert f"known-{client.session['_auth_user_id']}" in client.cookies


def test_known_browser_cookie_is_set_only_at_sign_in(alice, known):
    attempt(alice, PASSWORD, HOME, known)

    assert f"known-{alice.pk}" not in known.get("/settings/planning/").cookies


def test_known_browser_cookie_is_secure_in_production(alice, settings):
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()
    remember_browser(response, alice)

    assert response.cookies[f"known-{alice.pk}"]["secure"]


# --- resetting a password, signing up ---


def ask_for_reset(user, address: str, browser: Client | None = None) -> int:
    browser = browser or Client()
    return browser.post(RESET, {"email": user.email}, REMOTE_ADDR=address).status_code


def reset_by(mail, password: str) -> Client:
    """Follow the link of the mail in a browser and submit the form."""
    browser = Client()
    link = mail.body.split("http://testserver")[1].split()[0]
    form = browser.get(link)["Location"]
    browser.post(form, {"password1": password, "password2": password})
    return browser


def test_reset_limit_of_strangers_does_not_block_the_owner(alice, mailoutbox):
    for n in range(60):
        ask_for_reset(alice, f"203.0.113.{n}")

    assert ask_for_reset(alice, HOME) == 302
    assert len(mailoutbox) == 5  # and do not flood the user's mailbox
    browser = reset_by(mailoutbox[0], "quite another password")
    assert browser.session["_auth_user_id"] == str(alice.pk)


def test_known_browser_gets_a_reset_mail_above_the_account_limit(alice, known, mailoutbox):
    for n in range(10):
        ask_for_reset(alice, f"203.0.113.{n}")
    mailoutbox.clear()

    ask_for_reset(alice, HOME, known)

    assert [mail.to for mail in mailoutbox] == [[alice.email]]


def test_reset_requests_are_limited_to_twenty_a_minute_per_address(alice):
    assert [ask_for_reset(alice, HOME) for _ in range(21)] == [302] * 20 + [429]
    assert ask_for_reset(alice, ELSEWHERE) == 302


def test_password_reset_signs_in_above_the_account_limit(alice, mailoutbox):
    attack(alice, 110, addresses=50)
    ask_for_reset(alice, HOME)
    browser = reset_by(mailoutbox[0], "quite another password")
    browser.post("/accounts/logout/")

    assert attempt(alice, "quite another password", HOME, browser) == 302


def test_sign_up_limit_does_not_affect_other_addresses(db):
    form = {"email": "not one", "password1": PASSWORD}
    for _ in range(21):
        Client().post("/accounts/signup/", form, REMOTE_ADDR=ELSEWHERE)

    form = {"email": "carol@example.org", "password1": PASSWORD}
    assert Client().post("/accounts/signup/", form, REMOTE_ADDR=HOME).status_code == 302
