"""Authentication at a CalDAV server: limited like other requests, and for this server only"""

from __future__ import annotations

import gzip

import pytest

from tasks.calendars.base import SignedOut, TooLarge
from tasks.calendars.caldav.session import Session
from tests.calendars.webserver import serving

DIGEST = 'Digest realm="calendars", qop="auth", nonce="abc", algorithm=MD5'
BASIC = 'Basic realm="calendars"'
LIMIT = 1_000_000

pytestmark = pytest.mark.usefixtures("allow_private")


@pytest.fixture
def session():
    session = Session("alice", "secret")
    yield session
    session.close()


def get(session, address):
    return session.request("GET", address, {}, b"", LIMIT)


def demanding(challenge: str, body: bytes = b"", **headers: str):
    """Return a response function that demands a password with a challenge."""

    def respond(headers_sent):
        if headers_sent.get("authorization", "").startswith(challenge.split()[0]):
            return 200, {}, b"welcome"
        return 401, {"WWW-Authenticate": challenge} | headers, body

    return respond


def schemes_sent(site):
    return [headers.get("authorization", "").partition(" ")[0] for _, headers in site.requests]


@pytest.mark.parametrize(("challenge", "scheme"), [(BASIC, "Basic"), (DIGEST, "Digest")])
def test_session_signs_in_once_the_server_demands_it(site, session, challenge, scheme):
    site.responses["/"] = demanding(challenge)
    assert [get(session, site.url).body for _ in range(2)] == [b"welcome"] * 2
    assert schemes_sent(site) == ["", scheme, scheme]


def test_session_sends_no_password_to_a_server_that_demands_none(site, session):
    site.respond("/", "welcome")
    assert get(session, site.url).body == b"welcome"
    assert schemes_sent(site) == [""]


def test_session_does_not_fall_back_to_basic_when_digest_fails(site, session):
    site.respond("/", "", 401, WWW_Authenticate=DIGEST)
    assert get(session, site.url).status == 401
    assert schemes_sent(site) == ["", "Digest"]


def test_session_sends_no_password_over_http_without_a_challenge(site, session):
    site.respond("/", "", 401)
    assert get(session, site.url).status == 401
    assert schemes_sent(site) == [""]


@pytest.mark.parametrize(
    "challenge",
    [
        "Digest realm",
        'Digest realm="a"',
        DIGEST.replace("MD5", "MD9"),
        DIGEST.replace("auth", "auth-int"),
    ],
)
def test_session_rejects_a_digest_challenge_that_it_cannot_answer(site, session, challenge):
    site.respond("/", "", 401, WWW_Authenticate=challenge)
    with pytest.raises(SignedOut, match="isn't supported"):
        get(session, site.url)


def test_session_rejects_a_decompression_bomb_in_a_challenge(site, session):
    bomb = gzip.compress(bytes(20_000_000))
    site.responses["/"] = demanding(DIGEST, bomb, **{"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge, match="too large"):
        get(session, site.url)


@pytest.mark.parametrize("challenge", [BASIC, DIGEST])
def test_session_sends_no_password_when_redirected_to_another_server(site, session, challenge):
    site.responses["/in"] = demanding(challenge)
    get(session, f"{site.url}/in")
    with serving() as other:
        other.responses["/b"] = demanding(challenge)
        site.respond("/a", "", 302, Location=f"{other.url}/b")
        get(session, f"{site.url}/a")
        assert schemes_sent(other) == [""]


def test_session_sends_the_password_when_redirected_within_a_server(site, session):
    site.responses["/b"] = demanding(BASIC)
    site.respond("/a", "", 301, Location="/b")
    assert get(session, f"{site.url}/a").body == b"welcome"
