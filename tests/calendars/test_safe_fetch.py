"""Addresses that people type lead nowhere inside"""

from __future__ import annotations

import socket

import pytest

from tasks.calendars.accounts import wait_after
from tasks.calendars.base import TooMuch, Unavailable
from tasks.calendars.http import Answer, Http
from tasks.calendars.safe_fetch import Unusable, fetch, located, normalized
from tests.calendars.webserver import serving

PUBLIC = "93.184.215.14"


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def private(settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True


@pytest.fixture
def resolves(monkeypatch):
    """Say what every name stands for."""

    real = socket.getaddrinfo

    def to(*numbers):
        def resolve(host, port, *args, **kwargs):
            if not host.endswith(".org"):
                return real(host, port, *args, **kwargs)
            return [(0, 0, 0, "", (number, port)) for number in numbers]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)

    return to


@pytest.fixture
def http():
    http = Http()
    yield http
    http.close()


def test_webcal_means_https():
    assert normalized(" webcal://example.org/a.ics ") == "https://example.org/a.ics"


@pytest.mark.parametrize(
    "address",
    ["http://example.org/", "file:///etc/passwd", "ftp://a", "https://", "x", "https://a:b/", ""],
)
def test_other_schemes_are_refused(address):
    with pytest.raises(Unusable, match="begins with https"):
        normalized(address)


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"),
        *("fec0::1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "5f00::1"),
        *("192.0.0.8", "192.88.99.1", "2001:0:7f00:1::", "2001:db8::1"),
    ],
)
def test_private_addresses_are_refused(resolves, number):
    resolves(number)
    with pytest.raises(Unusable, match="private network"):
        located("https://calendar.example.org/a.ics")


def test_one_private_address_among_public_ones_is_enough(resolves):
    resolves(PUBLIC, "10.0.0.8")
    with pytest.raises(Unusable):
        located("https://calendar.example.org/")


@pytest.mark.parametrize("literal", ["127.0.0.1", "[::1]", "2130706433", "0x7f000001", "127.1"])
def test_however_it_is_written(literal):
    with pytest.raises((Unusable, Unavailable)):
        located(f"https://{literal}/a.ics")


@pytest.mark.parametrize("number", [PUBLIC, "2606:2800:220:1::1"])
def test_a_public_address_is_used_as_it_was_resolved(resolves, number):
    resolves(number)
    place = located("https://calendar.example.org/a.ics?token=1")
    assert (place.numbers, place.name) == ([number], "calendar.example.org")
    assert place.rest == "/a.ics?token=1"


def test_a_name_nobody_knows_is_trouble(monkeypatch):
    def fails(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(Unavailable, match="no server of this name"):
        located("https://nowhere.example/")


@pytest.mark.usefixtures("private")
def test_the_name_is_told_and_the_number_connected_to(site, http, resolves):
    resolves("127.0.0.1")
    site.says("/a.ics", "hello")
    answer = fetch(http, f"http://calendar.example.org:{site.port}/a.ics", {})
    assert answer.body == b"hello"
    assert site.asked[0][1]["host"] == f"calendar.example.org:{site.port}"


@pytest.mark.usefixtures("private")
def test_redirects_are_followed(site, http):
    site.says("/a", "", 302, Location="/b")
    site.says("/b", "hello")
    assert fetch(http, f"{site.url}/a", {}).body == b"hello"


@pytest.mark.usefixtures("private")
def test_but_not_for_ever(site, http):
    site.says("/a", "", 302, Location="/a")
    with pytest.raises(Unavailable, match="without end"):
        fetch(http, f"{site.url}/a", {})
    assert len(site.asked) == 5


@pytest.mark.usefixtures("private")
def test_a_redirect_is_checked_like_the_first_address(site, http, settings):
    def closes_the_door(_):
        settings.CALENDARS_MAY_BE_PRIVATE = False
        return 302, {"Location": f"https://127.0.0.1:{site.port}/inside"}, b""

    site.answers["/a"] = closes_the_door
    with pytest.raises(Unusable, match="private network"):
        fetch(http, f"{site.url}/a", {})
    assert [path for path, _ in site.asked] == ["/a"]


@pytest.mark.usefixtures("private")
def test_the_second_number_is_tried_when_the_first_is_silent(site, http, resolves):
    resolves("127.0.0.2", "127.0.0.1")  # nobody listens on the first
    site.says("/a.ics", "hello")
    assert fetch(http, f"http://calendar.example.org:{site.port}/a.ics", {}).body == b"hello"


@pytest.mark.usefixtures("private")
def test_an_answer_that_is_too_large_is_refused(site, http, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MOST", 100)
    site.says("/a.ics", "x" * 101)
    with pytest.raises(TooMuch, match="too large"):
        fetch(http, f"{site.url}/a.ics", {})


@pytest.mark.usefixtures("private")
def test_so_is_one_that_takes_too_long(site, http, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.PATIENCE", -1)
    site.says("/a.ics", "x")
    with pytest.raises(Unavailable, match="too long"):
        fetch(http, f"{site.url}/a.ics", {})


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("onward", ["mailto:x", "tel:1", "https://a:b/"])
def test_a_redirect_to_no_address_is_trouble(site, http, onward):
    site.says("/a", "", 302, Location=onward)
    with pytest.raises((Unavailable, Unusable)):
        fetch(http, f"{site.url}/a", {})


@pytest.mark.usefixtures("private")
def test_a_name_and_password_in_the_address_are_told_to_that_host_alone(site, http):
    site.says("/b", "hello")
    site.says("/a", "", 302, Location=f"{site.url}/b")
    own = site.url.replace("://", "://alice:p%40ss@")
    assert fetch(http, f"{own}/a", {}).body == b"hello"
    said = [headers.get("authorization") for _, headers in site.asked]
    assert said == ["Basic YWxpY2U6cEBzcw==", None]


@pytest.mark.usefixtures("private")
def test_addresses_are_not_logged(site, http, caplog):
    caplog.set_level("INFO")
    site.says("/secret.ics", "hello")
    fetch(http, f"{site.url}/secret.ics", {})
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("120", 120),
        ("1000000000", 24 * 60 * 60),
        ("9" * 400, 24 * 60 * 60),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 24 * 60 * 60),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 0),
        ("Fri, 31 Dec 2027 23:59:59 +99999999999999999999", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_nobody_waits_longer_than_a_day(asked, seconds):
    told = Answer(429, {"retry-after": asked}, b"").retry_after
    assert (told is None) == (seconds is None)
    waits = wait_after(Unavailable("Later.", told), failures=0).total_seconds()
    assert (seconds or 0) <= waits <= max(seconds or 0, 60)
