"""Secrets in URLs: every route that has one, and everything that may log it"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.ops import logs
from core.ops.scrubbing import scrub
from core.ops.worker import _use_root_handlers

# Parameters that contain a secret, each with an example.
SECRETS = {
    ("feeds/<str:secret>.ics", "secret"): "s3cretTokenOfAFeed_-0123456789ab",
    ("accounts/confirm-email/<key>/", "key"): "MQ:1tS3cr:t0Rs3cretSignature_-abc",
    ("accounts/password/reset/key/<uidb36>-<key>/", "key"): "d2s3cr-0123456789abcdef0123456789abcd",
}
# Parameters without a secret: ids, page names, and names chosen by a CalDAV client.
HARMLESS = [
    ("day/", {"day"}),
    ("settings/", {"page", "section", "option"}),
    ("settings/calendars/trial/", {"token"}),  # leads only its own person to a trial
    ("api/v1/", {"pk"}),
    ("api/v1/plans/<pk>/why/<key>", {"key"}),
    ("dav/", {"path"}),
    ("admin/", {"object_id", "content_type_id", "id", "app_label", "url"}),
    ("accounts/password/reset/key/<uidb36>-", {"uidb36"}),
]


def parameters(patterns=None, above: str = "") -> Iterator[tuple[str, str]]:
    """Return every URL parameter that is not a number, with its route."""
    for pattern in patterns or get_resolver().url_patterns:
        route = above + written(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from parameters(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            for name in re.findall(r"<(?!int:)(?:\w+:)?(\w+)>", route):
                yield route, name


def written(pattern) -> str:
    """Return a route in the syntax of `path`, even if it is a regular expression."""
    return re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", str(pattern)).strip("^$")


def address_of(route: str, name: str, secret: str) -> str:
    filled = route.replace("<uidb36>", "1")
    return "/" + re.sub(rf"<(?:\w+:)?{name}>", secret, filled)


def is_harmless(route: str, name: str) -> bool:
    return any(route.startswith(start) and name in names for start, names in HARMLESS)


ADDRESSES = {address_of(*parameter, secret): secret for parameter, secret in SECRETS.items()}
EACH = pytest.mark.parametrize(("path", "secret"), ADDRESSES.items())


def test_url_parameters_are_classified_as_secret_or_harmless():
    unknown = {
        parameter
        for parameter in parameters()
        if parameter not in SECRETS and not is_harmless(*parameter)
    }

    assert unknown == set(), "add it to SECRETS and core.ops.scrubbing, or to HARMLESS"
    assert set(SECRETS) <= set(parameters())


def test_sample_urls_resolve_to_views():
    key = {"uidb36": "1", "key": "d2s3cr-0123456789abcdef0123456789abcd"}
    confirm = SECRETS["accounts/confirm-email/<key>/", "key"]

    assert set(ADDRESSES) == {
        reverse("tasks:feed", args=["s3cretTokenOfAFeed_-0123456789ab"]),
        reverse("account_confirm_email", args=[confirm]),
        reverse("account_reset_password_from_key", kwargs=key),
    }


@EACH
@pytest.mark.parametrize(
    "text",
    [
        "Method Not Allowed (POST): {}",
        "Not Found: {}",
        "Not Found: /NOWHERE{}",
        "Internal Server Error: /plan{}",  # below another root
        "<WSGIRequest: GET '{}?x=1'>",
        '127.0.0.1 - "GET {} HTTP/1.1" 405',
        "Referer checking failed - https://plan.example.org{} does not match any trusted origins.",
        "Resolver404: {{'tried': [], 'path': '{}'}}",
        "address taken path={} status=409",
        "several\nlines\n{}\nof text",
    ],
)
def test_scrub_removes_secret_paths_anywhere_in_a_text(path, secret, text):
    for way in (path, path.lstrip("/"), path.replace(secret, f" '{secret}"), path.rstrip("/")):
        line = scrub(text.format(way))
        assert secret not in line
        assert secret[-8:] not in line


@pytest.mark.parametrize(
    "text",
    [
        "GET /settings/calendars/google/callback/?code=4/s3cret&state=s3cret HTTP/1.1",
        "/accounts/login/?next=/x&key=s3cret",
        "ConnectError: https://calendar.example.org/private-s3cret/basic.ics",
        "postgres://someone:s3cret@db.example.org/whendoist",
        "webcal://example.org/?s3cret",
        "Authorization: Bearer s3cret",
        "Authorization: Basic czNjcmV0OnMzY3JldA==",
        "a sentence cut off in “s3cret",
    ],
)
def test_scrub_removes_queries_and_paths_of_other_servers(text):
    assert "s3cret" not in scrub(text)
    assert "czNjcmV0" not in scrub(text)


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /settings/domains/7/",
        "Method Not Allowed (GET): /settings/calendars/sharing/feeds/3/",
        "cycle failed user=5 status=404 seconds=0.25",
        'File "/srv/core/accounts/passwords.py", line 12, in validate',
        "What is it? Nothing.",
    ],
)
def test_scrub_keeps_harmless_text(text):
    assert scrub(text) == text


def test_scrub_keeps_the_host_of_other_servers():
    assert scrub("timed out: https://dav.example.org/carol/ after 5 s") == (
        "timed out: https://dav.example.org/… after 5 s"
    )


@pytest.mark.parametrize("unit", ["a", "“", "?a", "://", "a.b-c+", "a@", "feeds/", "basic "])
def test_scrub_takes_linear_time(unit):
    start = time.monotonic()
    scrub(unit * (200_000 // len(unit)))
    assert time.monotonic() - start < 5  # of 10 to 15 ms; the square of it would be minutes


# --- logged lines ---


@pytest.fixture(params=[logs.LineFormatter, logs.JsonFormatter])
def lines(request) -> Iterator[list[str]]:
    """Collect what Django logs, in the formats of a terminal and of production."""
    written: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Handler()
    handler.addFilter(logs.ContextFilter())
    handler.setFormatter(request.param())
    logging.getLogger("django").addHandler(handler)
    yield written
    logging.getLogger("django").removeHandler(handler)


@EACH
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PROPFIND"])
def test_request_log_has_no_secret_path(db, lines, path, secret, method):
    Client().generic(method, path)
    Client().generic(method, f"/nowhere{path}?key={secret}")
    strict = Client(enforce_csrf_checks=True, headers={"Referer": f"https://testserver{path}"})
    strict.post("/accounts/login/", secure=True, headers={"Referer": f"https://x.example{path}"})

    assert len(lines) >= 2
    assert secret not in "".join(lines)


def test_traceback_of_a_failing_view_has_no_secret_path(alice, lines, monkeypatch):
    """The address is in the message, in the exception and in its cause."""
    ((path, secret), *_) = ADDRESSES.items()

    def fail(*_: object) -> None:
        raise ConnectionError(f"GET https://testserver{path} failed") from KeyError(path)

    monkeypatch.setattr("tasks.calendars.feed_document.CalendarFeed.objects.opened_by", fail)
    Client(raise_request_exception=False).get(path)

    assert any("ConnectionError" in line for line in lines)
    assert secret not in "".join(lines)


def test_json_log_fields_are_scrubbed():
    record = logging.LogRecord("x", logging.INFO, "", 0, "event", (), None)
    logs.ContextFilter().filter(record)
    record.address, record.many = "/feeds/s3cret.ics", ["/feeds/s3cret.ics"]

    line = logs.JsonFormatter().format(record)

    assert "s3cret" not in line
    assert json.loads(line)["message"] == "event"


def test_metrics_labels_have_no_secret_path(db):
    for path in ADDRESSES:
        Client().get(path)
        Client().post(path)
    text = Client().get("/metrics").text

    assert "django_http_requests" in text
    assert not [secret for secret in ADDRESSES.values() if secret in text]


def test_access_logs_use_the_root_handler():
    access = logging.getLogger("gunicorn.access")
    access.handlers, access.propagate = [logging.StreamHandler()], False

    _use_root_handlers("gunicorn.access")

    assert (access.handlers, access.propagate) == ([], True)
