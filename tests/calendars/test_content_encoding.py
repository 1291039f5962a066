"""What is compressed is unpacked within bounds, or not at all"""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from tasks.calendars.base import TooMuch, Unavailable
from tasks.calendars.http import Http
from tasks.calendars.safe_fetch import fetch
from tests.calendars.webserver import serving

TEXT = b"hello " * 100_000
ZIPPED = gzip.compress(TEXT, mtime=0)  # always the same bytes


@pytest.fixture
def site(settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    with serving() as site:
        yield site


@pytest.fixture
def http():
    http = Http()
    yield http
    http.close()


def test_no_more_than_gzip_is_asked_for(site, http):
    site.says("/a", "hello")
    fetch(http, f"{site.url}/a", {})
    assert site.asked[0][1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip"])
def test_gzip_is_unpacked(site, http, coding):
    site.says("/a", ZIPPED, Content_Encoding=coding)
    assert fetch(http, f"{site.url}/a", {}).body == TEXT


def test_gzip_of_several_members_is_unpacked_to_its_end(site, http):
    site.says("/a", ZIPPED + gzip.compress(b"end"), Content_Encoding="gzip")
    assert fetch(http, f"{site.url}/a", {}).body == TEXT + b"end"


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (brotli.compress(TEXT), "br"),
        (zlib.compress(TEXT), "deflate"),
        (gzip.compress(ZIPPED, mtime=0), "gzip, gzip"),
        (ZIPPED, "identity, gzip"),
        (ZIPPED, "zstd"),
    ],
)
def test_other_and_repeated_codings_are_refused_with_a_sentence(site, http, body, coding):
    site.says("/a", body, Content_Encoding=coding)
    with pytest.raises(Unavailable, match="in a way that was not asked for"):
        fetch(http, f"{site.url}/a", {})


def test_a_coding_without_a_body_is_nothing_to_refuse(site, http):
    site.says("/a", b"", 304, Content_Encoding="br")
    assert fetch(http, f"{site.url}/a", {}).status == 304


@pytest.mark.parametrize("body", [ZIPPED[:-9], b"plain", ZIPPED[:-4] + b"none"])
def test_half_or_broken_gzip_is_no_answer(site, http, body):
    site.says("/a", body, Content_Encoding="gzip")
    with pytest.raises(Unavailable):
        fetch(http, f"{site.url}/a", {})


def test_the_limit_holds_for_what_is_unpacked(site, http, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MOST", len(TEXT) - 1)
    site.says("/a", ZIPPED, Content_Encoding="gzip")
    with pytest.raises(TooMuch, match="too large"):
        fetch(http, f"{site.url}/a", {})


def test_proxies_and_passwords_of_the_environment_are_not_used(site, http, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login alice password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    own = Http()
    site.says("/a", "hello")
    assert fetch(own, f"{site.url}/a", {}).body == b"hello"
    assert "authorization" not in site.asked[0][1]
    own.close()
