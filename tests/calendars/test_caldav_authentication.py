"""Signing in at a CalDAV server: with bounds as everything else, and at no other server"""

from __future__ import annotations

import gzip

import pytest
from niquests.auth import HTTPBasicAuth, HTTPDigestAuth

from tasks.calendars.base import TooMuch
from tasks.calendars.caldav.session import Session
from tests.calendars.webserver import serving

CHALLENGE = 'Digest realm="there", qop="auth", nonce="abc", algorithm=MD5'
BASIC, DIGEST = HTTPBasicAuth("alice", "secret"), HTTPDigestAuth("alice", "secret")


@pytest.fixture
def site(settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    with serving() as site:
        yield site


@pytest.fixture
def session():
    session = Session()
    yield session
    session.close()


def get(session, address, auth):
    return session.request("GET", address, data=b"", headers={}, auth=auth)


def challenging(body: bytes, **headers: str):
    def answer(asked):
        if asked.get("authorization", "").startswith("Digest "):
            return 200, {}, b"welcome"
        return 401, {"WWW-Authenticate": CHALLENGE} | headers, body

    return answer


def test_digest_is_answered_and_its_challenge_remembered(site, session):
    site.answers["/"] = challenging(b"who are you?")
    assert [get(session, site.url, DIGEST).content for _ in range(2)] == [b"welcome"] * 2
    assert len(site.asked) == 3


def test_a_challenge_that_is_a_bomb_is_not_unpacked(site, session, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MOST", 1_000_000)
    bomb = gzip.compress(bytes(20_000_000))
    site.answers["/"] = challenging(bomb, **{"Content-Encoding": "gzip"})
    with pytest.raises(TooMuch, match="too large"):
        get(session, site.url, DIGEST)


@pytest.mark.parametrize("auth", [BASIC, DIGEST])
def test_a_redirect_to_another_server_takes_no_password_along(site, session, auth):
    with serving() as other:
        other.answers["/b"] = challenging(b"")
        site.says("/a", "", 302, Location=f"{other.url}/b")
        get(session, f"{site.url}/a", auth)
        assert ["authorization" in headers for _, headers in other.asked] == [False]


def test_a_redirect_within_a_server_signs_in_there(site, session):
    site.says("/b", "welcome")
    site.says("/a", "", 301, Location="/b")
    assert get(session, f"{site.url}/a", BASIC).content == b"welcome"
    assert all("authorization" in headers for _, headers in site.asked)
