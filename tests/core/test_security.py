"""Security headers of every response, and CSRF tokens of every write"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from core.models import User
from tasks.models import Activity, Task
from tests.core.ops.fresh import PRODUCTION, run

PASSWORD = "a good long password"
STRICT = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def addresses(patterns=None, above="/"):
    """Return every URL, with 1 or a day as parameters; without the admin and links in mails."""
    for pattern in patterns or get_resolver().url_patterns:
        path = above + re.sub(r"<day:[^>]*>", "2026-03-02", str(pattern.pattern))
        path = re.sub(r"<[^>]*>", "1", path)
        if isinstance(pattern, URLResolver) and path != "/admin/":
            yield from addresses(pattern.url_patterns, path)
        elif "^" not in path and path != "/admin/":
            yield path


EVERY = sorted(set(addresses()))
OPEN = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere"]
ADMIN = ["/admin/", "/admin/tasks/task/", "/admin/tasks/task/add/", "/admin/core/user/"]
ADMIN += ["/admin/core/user/add/", "/admin/tasks/series/add/", "/admin/django_q/schedule/add/"]


class Inline(HTMLParser):
    """Collects the inline code, styles and handlers of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str] = []  # their nonces
        self.styles: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        runs = values.get("type") != "application/json" and "src" not in values
        if tag == "script" and runs:
            self.scripts.append(values.get("nonce") or "")
        self.scripts += ["" for name in values if name.startswith("on")]
        self.styles += [tag] if tag == "style" or "style" in values else []


def policy_of(answer) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def check(answer) -> None:
    assert answer.status_code < 500
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    policy = policy_of(answer)
    allowed = policy.pop("script-src").removeprefix("'self'").strip()
    assert policy == STRICT
    inline = Inline(answer.text)
    assert inline.styles == []
    assert {f"'nonce-{nonce}'" for nonce in inline.scripts} == ({allowed} if allowed else set())


@pytest.fixture
def browser(alice) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    return client


@pytest.fixture
def strict(alice) -> Client:
    """A browser whose requests need a CSRF token, as outside of tests."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("path", OPEN)
def test_public_page_has_security_headers(path):
    check(Client().get(path))


@pytest.mark.parametrize("path", EVERY)
def test_private_response_has_security_headers_and_no_caching(browser, path):
    answer = browser.get(path)
    check(answer)
    public = path in ("/sw.js", "/offline", "/manifest.webmanifest")
    assert public or "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", EVERY)
def test_every_url_rejects_writes_without_csrf_token(strict, path):
    json = {"content_type": "application/json"} if path.startswith("/api/") else {}
    answer = strict.post(path, {"title": "x"}, **json)
    # Redirects elsewhere: CalDAV clients look here first. Google's messages carry a signature.
    others = {"/.well-known/caldav": (301,), "/calendars/notification/": (404,)}
    assert answer.status_code in others.get(path, (403, 405))


@pytest.mark.parametrize("path", ADMIN)
def test_admin_page_has_security_headers(admin_client, path):
    check(admin_client.get(path))


def test_error_response_has_security_headers(browser, strict):
    check(browser.get("/admin/tasks/task/", follow=True))  # 403
    check(strict.post("/accounts/logout/"))  # 403, no token
    wrong = {"login": "alice@example.org", "password": "something else"}
    for _ in range(6):
        limited = Client().post("/accounts/login/", wrong)
    assert limited.status_code == 429
    check(limited)


def test_inline_script_has_a_new_nonce_per_response(browser, settings):
    settings.DEBUG = True  # the import map of the unbundled modules
    pages = [browser.get("/") for _ in range(2)]
    nonces = [Inline(page.text).scripts for page in pages]
    assert all(len(nonce) >= 22 for (nonce,) in nonces)  # 128 bits
    assert nonces[0] != nonces[1]
    for page in pages:
        check(page)


def test_api_rejects_a_write_without_csrf_token(strict):
    answer = strict.post("/api/v1/tasks", {"title": "x"}, content_type="application/json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert not Task.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
)
def test_form_without_csrf_token_gets_our_error_page(path):
    answer = Client(enforce_csrf_checks=True).post(path, {"email": "carol@example.org"})
    assert answer.status_code == 403
    assert "This page has expired" in answer.text
    assert not User.objects.exists()


def test_sign_out_requires_the_csrf_token(strict):
    assert strict.post("/accounts/logout/").status_code == 403
    assert "_auth_user_id" in strict.session


def test_admin_requires_the_csrf_token(admin_user, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    answer = client.post(f"/admin/core/user/{alice.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert User.objects.filter(pk=alice.pk).exists()


def token_of(client: Client) -> dict[str, str]:
    client.get("/")
    return {"X-CSRFToken": client.cookies["csrftoken"].value}


def test_api_accepts_a_write_with_csrf_token(strict):
    body, headers = {"title": "Buy bread"}, token_of(strict)
    answer = strict.post("/api/v1/tasks", body, content_type="application/json", headers=headers)
    assert answer.status_code in (200, 201)
    assert Activity.objects.latest("pk").source == "web"


@pytest.mark.parametrize("stolen", [{}, {"X-CSRFToken": "x" * 64}])
def test_csrf_token_of_another_browser_is_rejected(strict, bob, stolen):
    other = Client()
    other.force_login(bob)
    headers = {**token_of(other), **stolen}
    strict.get("/")
    answer = strict.post(
        "/api/v1/tasks", {"title": "x"}, content_type="application/json", headers=headers
    )
    assert answer.status_code == 403


def test_cross_site_request_is_rejected(strict):
    headers = {**token_of(strict), "Origin": "https://evil.example"}
    answer = strict.post(
        "/api/v1/tasks", {"title": "x"}, content_type="application/json", headers=headers
    )
    assert answer.status_code == 403


def test_cookies_are_http_only_and_same_site(alice):
    client = Client()
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", "/")
    client.get("/")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def production_settings(names: list[str], **env: str) -> list:
    code = (
        "import json; from django.conf import settings; "
        f"print(json.dumps([getattr(settings, name) for name in {names}]))"
    )
    return json.loads(run("-c", code, **PRODUCTION, **env).stdout)


def test_http_redirects_to_https_in_production():
    names = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    names += ["SECURE_HSTS_SECONDS", "DEBUG"]
    assert production_settings(names) == [True] * 3 + [31_536_000, False]


@pytest.mark.parametrize("on", [False, True])
def test_hsts_covers_subdomains_and_preload_only_by_setting(on):
    env = {"HSTS_INCLUDE_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"} if on else {}
    names = ["SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"]
    assert production_settings(names, **env) == [on, on]


@pytest.mark.django_db
def test_https_response_has_hsts(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    assert Client().get("/accounts/login/").url == "https://testserver/accounts/login/"
    secure = Client().get("/accounts/login/", secure=True)
    assert secure["Strict-Transport-Security"] == "max-age=31536000"
    assert Client().get("/health").status_code == 200


@pytest.mark.django_db
def test_unknown_host_is_rejected():
    assert Client(headers={"Host": "evil.example"}).get("/accounts/login/").status_code == 400


@pytest.mark.django_db
def test_markup_in_a_path_is_escaped():
    answer = Client().post("/accounts/login/", {"login": "<script>alert(1)</script>@x.org"})
    assert "<script>alert" not in answer.text
