"""Addresses that people type never lead to a private network"""

from __future__ import annotations

import socket

import pytest

from tasks.calendars.accounts import retry_delay
from tasks.calendars.base import TooLarge, Unavailable
from tasks.calendars.http import Response
from tasks.calendars.safe_fetch import InvalidAddress, fetch, normalize_address, resolve_destination

PUBLIC = "93.184.215.14"


@pytest.fixture
def resolve_to(monkeypatch):
    """Return a function that sets the IP addresses of every .org name."""

    real = socket.getaddrinfo

    def to(*ips):
        def resolve(host, port, *args, **kwargs):
            if not host.endswith(".org"):
                return real(host, port, *args, **kwargs)
            return [(0, 0, 0, "", (ip, port)) for ip in ips]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)

    return to


def test_normalize_address_replaces_webcal_by_https():
    assert normalize_address(" webcal://example.org/a.ics ") == "https://example.org/a.ics"


@pytest.mark.parametrize(
    "address",
    ["http://example.org/", "file:///etc/passwd", "ftp://a", "https://", "x", "https://a:b/", ""],
)
def test_normalize_address_rejects_other_schemes(address):
    with pytest.raises(InvalidAddress, match="begins with https"):
        normalize_address(address)


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"),
        *("fec0::1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "5f00::1"),
        *("192.0.0.8", "192.88.99.1", "2001:0:7f00:1::", "2001:db8::1"),
    ],
)
def test_resolve_destination_rejects_private_ips(resolve_to, ip):
    resolve_to(ip)
    with pytest.raises(InvalidAddress, match="private network"):
        resolve_destination("https://calendar.example.org/a.ics")


def test_resolve_destination_rejects_a_host_with_one_private_ip(resolve_to):
    resolve_to(PUBLIC, "10.0.0.8")
    with pytest.raises(InvalidAddress):
        resolve_destination("https://calendar.example.org/")


@pytest.mark.parametrize("literal", ["127.0.0.1", "[::1]", "2130706433", "0x7f000001", "127.1"])
def test_resolve_destination_rejects_loopback_in_every_notation(literal):
    with pytest.raises((InvalidAddress, Unavailable)):
        resolve_destination(f"https://{literal}/a.ics")


@pytest.mark.parametrize("ip", [PUBLIC, "2606:2800:220:1::1"])
def test_resolve_destination_returns_the_public_ip(resolve_to, ip):
    resolve_to(ip)
    destination = resolve_destination("https://calendar.example.org/a.ics?token=1")
    assert (destination.ips, destination.host_header) == ([ip], "calendar.example.org")
    assert destination.path == "/a.ics?token=1"


def test_resolve_destination_raises_unavailable_for_an_unknown_host(monkeypatch):
    def fails(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(Unavailable, match="could not be resolved"):
        resolve_destination("https://nowhere.example/")


@pytest.mark.usefixtures("allow_private")
def test_fetch_connects_to_the_ip_and_sends_the_host_name(site, http, resolve_to):
    resolve_to("127.0.0.1")
    site.respond("/a.ics", "hello")
    response = fetch(http, f"http://calendar.example.org:{site.port}/a.ics", {})
    assert response.body == b"hello"
    assert site.requests[0][1]["host"] == f"calendar.example.org:{site.port}"


@pytest.mark.usefixtures("allow_private")
def test_fetch_follows_redirects(site, http):
    site.respond("/a", "", 302, Location="/b")
    site.respond("/b", "hello")
    assert fetch(http, f"{site.url}/a", {}).body == b"hello"


@pytest.mark.usefixtures("allow_private")
def test_fetch_stops_after_five_redirects(site, http):
    site.respond("/a", "", 302, Location="/a")
    with pytest.raises(Unavailable, match="too many times"):
        fetch(http, f"{site.url}/a", {})
    assert len(site.requests) == 5


@pytest.mark.usefixtures("allow_private")
def test_fetch_rejects_a_redirect_to_a_private_address(site, http, settings):
    def forbid_private(_):
        settings.CALENDARS_MAY_BE_PRIVATE = False
        return 302, {"Location": f"https://127.0.0.1:{site.port}/inside"}, b""

    site.responses["/a"] = forbid_private
    with pytest.raises(InvalidAddress, match="private network"):
        fetch(http, f"{site.url}/a", {})
    assert [path for path, _ in site.requests] == ["/a"]


@pytest.mark.usefixtures("allow_private")
def test_fetch_tries_the_second_ip_when_the_first_is_unreachable(site, http, resolve_to):
    resolve_to("127.0.0.2", "127.0.0.1")  # nothing listens on the first
    site.respond("/a.ics", "hello")
    assert fetch(http, f"http://calendar.example.org:{site.port}/a.ics", {}).body == b"hello"


@pytest.mark.usefixtures("allow_private")
def test_fetch_rejects_a_response_that_is_too_large(site, http, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MAX_BYTES", 100)
    site.respond("/a.ics", "x" * 101)
    with pytest.raises(TooLarge, match="too large"):
        fetch(http, f"{site.url}/a.ics", {})


@pytest.mark.usefixtures("allow_private")
def test_fetch_rejects_a_response_that_takes_too_long(site, http, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.TIME_LIMIT", -1)
    site.respond("/a.ics", "x")
    with pytest.raises(Unavailable, match="too long"):
        fetch(http, f"{site.url}/a.ics", {})


@pytest.mark.usefixtures("allow_private")
@pytest.mark.parametrize("location", ["mailto:x", "tel:1", "https://a:b/"])
def test_fetch_rejects_a_redirect_to_an_invalid_address(site, http, location):
    site.respond("/a", "", 302, Location=location)
    with pytest.raises((Unavailable, InvalidAddress)):
        fetch(http, f"{site.url}/a", {})


@pytest.mark.usefixtures("allow_private")
def test_fetch_sends_credentials_in_the_address_only_to_its_own_request(site, http):
    site.respond("/b", "hello")
    site.respond("/a", "", 302, Location=f"{site.url}/b")
    own = site.url.replace("://", "://alice:p%40ss@")
    assert fetch(http, f"{own}/a", {}).body == b"hello"
    authorizations = [headers.get("authorization") for _, headers in site.requests]
    assert authorizations == ["Basic YWxpY2U6cEBzcw==", None]


@pytest.mark.usefixtures("allow_private")
def test_fetch_does_not_log_addresses(site, http, caplog):
    caplog.set_level("INFO")
    site.respond("/secret.ics", "hello")
    fetch(http, f"{site.url}/secret.ics", {})
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
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
def test_retry_delay_honours_retry_after_up_to_a_day(retry_after, seconds):
    requested = Response(429, {"retry-after": retry_after}, b"").retry_after
    assert (requested is None) == (seconds is None)
    delay = retry_delay(Unavailable("Later.", requested), failures=0).total_seconds()
    assert (seconds or 0) <= delay <= max(seconds or 0, 60)
