"""Our reader of multi-status responses agrees with the `caldav` package on generated ones"""

from __future__ import annotations

from urllib.parse import quote, urljoin
from xml.sax.saxutils import escape

import pytest
from caldav.lib.error import DAVError
from caldav.response import DAVResponse
from hypothesis import given
from hypothesis import strategies as st

from tasks.calendars.base import CalendarGone
from tasks.calendars.caldav.multistatus import CALDAV, DAV, parse
from tasks.calendars.caldav.xml import NotCalDav
from tests.calendars.radicale import RADICALE_WARNINGS

BASE = "https://dav.example.org/home/"
NAME, TYPE, PRIVILEGES = f"{DAV}displayname", f"{DAV}resourcetype", "current-user-privilege-set"
KINDS, DATA, ETAG = (
    f"{CALDAV}supported-calendar-component-set",
    f"{CALDAV}calendar-data",
    f"{DAV}getetag",
)

pytestmark = RADICALE_WARNINGS
texts = st.text("aZ0 <&>\"'];é📅\u2028", max_size=9)
segments = st.text("aZ0 @é_-+&~,'", min_size=1, max_size=5).map(quote)
paths = st.lists(segments, max_size=3).map("/".join)
hrefs = st.builds("{}{}".format, st.sampled_from(["/", "https://dav.example.org/"]), paths)
statuses = st.sampled_from(["200 OK", "200 OK", "201 Created", "404 Not Found", "500 Oops"])


def cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', '')}]]>"


def element(name: str, markup: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return markup.map(f"<{name}>{{}}</{name}>".format)


def several(*choices: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(choices), unique=True).map("".join)


markup = texts.map(escape) | texts.map(cdata)
properties = st.one_of(
    element("displayname", markup),
    element("getetag", markup),
    element("C:calendar-data", markup),
    element("resourcetype", several("<collection/>", "<C:calendar/>")),
    element(
        PRIVILEGES,
        several("<privilege><read/></privilege>", "<privilege><write/></privilege>"),
    ),
    element(f"C:{KINDS.rpartition('}')[2]}", several('<C:comp name="VEVENT"/>')),
)
propstats = st.builds(
    "<propstat><prop>{}</prop><status>HTTP/1.1 {}</status></propstat>".format,
    st.lists(properties, max_size=3).map("".join),
    statuses,
)
responses = st.builds(
    "<response><href>{}</href>{}</response>".format,
    hrefs,
    st.lists(propstats, min_size=1, max_size=3).map("".join)
    | statuses.map("<status>HTTP/1.1 {}</status>".format),
)
documents = st.lists(responses, max_size=4).map(
    lambda parts: (
        '<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f"{''.join(parts)}</multistatus>"
    ).encode()
)


def ours(body: bytes) -> list[dict[str, object]] | str:
    try:
        resources = list(parse(body, BASE))
    except CalendarGone:
        return "gone"
    except NotCalDav:
        return "unreadable"
    if any(resource.failed for resource in resources):
        return "unreadable"
    return [
        {
            "url": resource.url,
            "texts": [resource.text(name) for name in (NAME, ETAG, DATA)],
            "types": {child.tag for child in resource.children(TYPE)},
            "writable": f"{DAV}write"
            in {child.tag for child in resource.children(f"{DAV}{PRIVILEGES}")},
            "kinds": [child.get("name") for child in resource.children(KINDS)],
        }
        for resource in resources
        if resource.properties
    ]


def reference(body: bytes) -> list[dict[str, object]] | str:
    """Read with the other package; its addresses are decoded paths, as in our stored ids."""
    document = DAVResponse.from_bytes(body, 207)
    try:
        results = document.parse_propfind()
    except DAVError:
        return "unreadable"
    if document.all_responses_not_found():
        return "gone"
    return [
        {
            "url": urljoin(BASE, result.href),
            "texts": [(result.properties.get(name) or "").strip() for name in (NAME, ETAG, DATA)],
            "types": {*(result.properties.get(TYPE) or [])},
            "writable": f"{DAV}write" in (result.properties.get(f"{DAV}{PRIVILEGES}") or []),
            "kinds": result.properties.get(KINDS) or [],
        }
        for result in results
        if result.properties
    ]


@given(documents)
def test_multistatus_means_the_same_to_the_caldav_package(body):
    assert ours(body) == reference(body)


@pytest.mark.parametrize("path", ["/dav/", "/dav/a%20b/", "/dav/alice%40example.org/"])
def test_stored_id_of_a_calendar_is_the_one_that_the_caldav_package_made(path):
    body = (
        f'<multistatus xmlns="DAV:"><response><href>{path}</href><propstat><prop><displayname>x'
        "</displayname></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
    ).encode()
    assert ours(body) == reference(body) != []
