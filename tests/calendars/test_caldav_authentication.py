"""Authentication at a CalDAV server: limited like other requests, and for this server only"""

from __future__ import annotations

import gzip

import pytest
from niquests.auth import HTTPBasicAuth, HTTPDigestAuth

from tasks.calendars.base import TooLarge
from tasks.calendars.caldav.session import Session
from tests.calendars.webserver import serving

CHALLENGE = 'Digest realm="calendars", qop="auth", nonce="abc", algorithm=MD5'
BASIC, DIGEST = HTTPBasicAuth("alice", "secret"), HTTPDigestAuth("alice", "secret")

pytestmark = pytest.mark.usefixtures("allow_private")


@pytest.fixture
def session():
    session = Session()
    yield session
    session.close()


def get(session, address, auth):
    return session.request("GET", address, data=b"", headers={}, auth=auth)


def challenging(body: bytes, **headers: str):
    """Return a response function that demands Digest authentication."""

    def respond(headers_sent):
        if headers_sent.get("authorization", "").startswith("Digest "):
            return 200, {}, b"welcome"
        return 401, {"WWW-Authenticate": CHALLENGE} | headers, body

    return respond


def test_session_answers_a_digest_challenge_and_reuses_it(site, session):
    site.responses["/"] = challenging(b"who are you?")
    assert [get(session, site.url, DIGEST).content for _ in range(2)] == [b"welcome"] * 2
    assert len(site.requests) == 3


def test_session_rejects_a_decompression_bomb_in_a_challenge(site, session, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MAX_BYTES", 1_000_000)
    bomb = gzip.compress(bytes(20_000_000))
    site.responses["/"] = challenging(bomb, **{"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge, match="too large"):
        get(session, site.url, DIGEST)


@pytest.mark.parametrize("auth", [BASIC, DIGEST])
def test_session_sends_no_password_when_redirected_to_another_server(site, session, auth):
    with serving() as other:
        other.responses["/b"] = challenging(b"")
        site.respond("/a", "", 302, Location=f"{other.url}/b")
        get(session, f"{site.url}/a", auth)
        assert ["authorization" in headers for _, headers in other.requests] == [False]


def test_session_sends_the_password_when_redirected_within_a_server(site, session):
    site.respond("/b", "welcome")
    site.respond("/a", "", 301, Location="/b")
    assert get(session, f"{site.url}/a", BASIC).content == b"welcome"
    assert all("authorization" in headers for _, headers in site.requests)
