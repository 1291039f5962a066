"""Reading the multi-status responses of CalDAV servers"""

from __future__ import annotations

import tracemalloc

import pytest

from tasks.calendars.base import CalendarGone, TooLarge, Unavailable
from tasks.calendars.caldav import xml
from tasks.calendars.caldav.multistatus import CALDAV, DAV, parse, resolve

BASE = "https://dav.example.org/home/"
NAME, DATA = f"{DAV}displayname", f"{CALDAV}calendar-data"
OK = "HTTP/1.1 200 OK"
DECLARATION = '<?xml version="1.0" encoding="{}"?>'
NOT_FOUND = "<response><href>/a/</href><status>HTTP/1.1 404 Not Found</status></response>"


def propstat(inner: str, status: str = OK) -> str:
    return f"<propstat><prop>{inner}</prop><status>{status}</status></propstat>"


def response(*parts: str, href: str = "/a/") -> str:
    return f"<response><href>{href}</href>{''.join(parts)}</response>"


def multistatus(*responses: str) -> str:
    return (
        f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f"{''.join(responses)}</multistatus>"
    )


def read(text: str | bytes):
    return list(parse(text if isinstance(text, bytes) else text.encode(), BASE))


def named(name: str) -> str:
    return response(propstat(f"<displayname>{name}</displayname>"))


def test_multistatus_yields_each_resource_with_its_properties():
    first, second = read(multistatus(named("Work"), named("Home")))
    assert (first.text(NAME), second.text(NAME)) == ("Work", "Home")
    assert first.text(f"{DAV}sync-token") == ""


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/home/work/", "https://dav.example.org/home/work/"),
        ("work/", "https://dav.example.org/home/work/"),
        ("https://dav.example.org/home/work/", "https://dav.example.org/home/work/"),
        ("https://dav.example.org:443/work/", "https://dav.example.org/work/"),
        ("http://other.example/work/", "https://dav.example.org/work/"),
        ("/home/My%20caf%C3%A9/", "https://dav.example.org/home/My café/"),
        ("/alice%40example.org/", "https://dav.example.org/alice@example.org/"),
        ("/alice%2540example.org/", "https://dav.example.org/alice@example.org/"),
        ("/a%2Fb/", "https://dav.example.org/a%2Fb/"),
        ("/a%3Fb%23c/", "https://dav.example.org/a%3Fb%23c/"),
        ("/100%25/", "https://dav.example.org/100%25/"),
        ("/%FF/", "https://dav.example.org/%FF/"),
    ],
)
def test_resource_has_the_same_address_however_the_server_writes_it(href, url):
    (resource,) = read(multistatus(response(propstat("<displayname/>"), href=href)))
    assert resource.url == url


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/home/%40/", "https://dav.example.org/home/%40/"),
        ("https://dav.example.org:443/x/", "https://dav.example.org/x/"),
        ("https://p42.example.org:443/x/", "https://p42.example.org:443/x/"),
    ],
)
def test_address_in_a_property_may_be_on_another_server(href, url):
    assert resolve(BASE, href) == url


def test_invalid_address_makes_the_response_unreadable():
    with pytest.raises(Unavailable, match="could not be read"):
        resolve(BASE, "https://[")
    with pytest.raises(Unavailable, match="could not be read"):
        read(multistatus(response(href="https://[")))


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found"])
def test_property_that_may_not_be_read_is_missing(status):
    withheld = propstat("<displayname>x</displayname>", f"HTTP/1.1 {status}")
    (resource,) = read(multistatus(response(withheld, propstat("<sync-token>1</sync-token>"))))
    assert (resource.text(NAME), resource.text(f"{DAV}sync-token")) == ("", "1")
    assert not resource.failed


@pytest.mark.parametrize("status", ["HTTP/1.1 500 Oops", "HTTP/1.1 507 Full", "nonsense"])
def test_resource_fails_when_a_property_could_not_be_read(status):
    (resource,) = read(multistatus(response(propstat("<displayname/>", status))))
    assert resource.failed


def test_resource_that_is_not_found_is_left_out():
    assert [resource.text(NAME) for resource in read(multistatus(NOT_FOUND, named("Work")))] == [
        "Work"
    ]
    with pytest.raises(CalendarGone):
        read(multistatus(NOT_FOUND, NOT_FOUND))


@pytest.mark.parametrize("encoding", ["utf-8", "utf8", "US-ASCII", "iso-8859-1", "windows-1252"])
def test_document_is_decoded_as_it_declares(encoding):
    name = "Wörk" if encoding != "US-ASCII" else "Work"
    body = (DECLARATION.format(encoding) + multistatus(named(name))).encode(encoding)
    assert read(body)[0].text(NAME) == name


def test_document_may_begin_with_a_byte_order_mark():
    body = b"\xef\xbb\xbf" + (DECLARATION.format("utf-8") + multistatus(named("Wörk"))).encode()
    assert read(body)[0].text(NAME) == "Wörk"


def test_object_may_quote_a_document_type():
    data = "BEGIN:VCALENDAR\nDESCRIPTION:<!DOCTYPE html>\n"
    body = multistatus(response(propstat(f"<C:calendar-data><![CDATA[{data}]]></C:calendar-data>")))
    assert read(body)[0].text(DATA) == data.strip()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>Sign in<br></body></html>",
        "<html/>",
        named("no namespace"),
        multistatus(named("x"))[:-5],
        multistatus(named("x")) + "<a/>",
        f"<!DOCTYPE m>{multistatus(named('x'))}",
        f'<!DOCTYPE m [<!ENTITY a "b">]>{multistatus(named("&a;"))}',
        f'<!DOCTYPE m SYSTEM "http://127.0.0.1/">{multistatus(named("x"))}',
        multistatus(named("&undefined;")),
        multistatus(response("<status>HTTP/1.1 507 Full</status>")),
        DECLARATION.format("utf-16") + multistatus(named("x")),
        multistatus(named("x")).encode("utf-16"),
        multistatus(named("x")).encode("utf-16-be"),
        DECLARATION.format("utf-7") + multistatus(named("x")),
    ],
)
def test_anything_else_is_rejected(body):
    with pytest.raises(Unavailable, match="could not be read"):
        read(body)


def test_only_the_object_that_is_too_large_is_empty(monkeypatch):
    monkeypatch.setattr(xml, "MAX_TEXT", 100)
    large, small = read(multistatus(named("x" * 200), named("Work")))
    assert (large.text(NAME), small.text(NAME)) == ("", "Work")


@pytest.mark.parametrize("inner", ["<a/>" * 20, "<a>" * 20, "<a " + "b='' " * 20 + "/>"])
def test_document_with_too_many_tags_or_attributes_is_rejected(monkeypatch, inner):
    monkeypatch.setattr(xml, "MAX_NODES", 15)
    with pytest.raises(TooLarge):
        read(multistatus(inner))


def test_calendar_of_20_000_objects_is_within_the_limits():
    data = '<X:calendar-data xmlns:X="urn:ietf:params:xml:ns:caldav">x</X:calendar-data>'
    body = multistatus(*[response(propstat(f"<getetag>1</getetag>{data}"))] * 20_000)
    assert len(read(body)) == 20_000


def test_objects_are_read_one_by_one():
    data = f"<C:calendar-data>{'x' * 10_000}</C:calendar-data>"
    body = multistatus(*(response(propstat(data)) for _ in range(1000))).encode()
    tracemalloc.start()
    for _resource in parse(body, BASE):
        pass
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
