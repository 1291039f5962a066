"""Compressed responses are decompressed within limits, or rejected"""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from tasks.calendars.base import TooLarge, Unavailable
from tasks.calendars.http import Http
from tasks.calendars.safe_fetch import fetch

TEXT = b"hello " * 100_000
ZIPPED = gzip.compress(TEXT, mtime=0)  # always the same bytes

pytestmark = pytest.mark.usefixtures("allow_private")


def test_fetch_accepts_only_gzip(site, http):
    site.respond("/a", "hello")
    fetch(http, f"{site.url}/a", {})
    assert site.requests[0][1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip"])
def test_fetch_decompresses_gzip(site, http, coding):
    site.respond("/a", ZIPPED, Content_Encoding=coding)
    assert fetch(http, f"{site.url}/a", {}).body == TEXT


def test_fetch_decompresses_gzip_with_several_members(site, http):
    site.respond("/a", ZIPPED + gzip.compress(b"end"), Content_Encoding="gzip")
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
def test_fetch_rejects_other_and_repeated_encodings(site, http, body, coding):
    site.respond("/a", body, Content_Encoding=coding)
    with pytest.raises(Unavailable, match="in an unsupported way"):
        fetch(http, f"{site.url}/a", {})


def test_fetch_accepts_any_encoding_of_an_empty_body(site, http):
    site.respond("/a", b"", 304, Content_Encoding="br")
    assert fetch(http, f"{site.url}/a", {}).status == 304


@pytest.mark.parametrize("body", [ZIPPED[:-9], b"plain", ZIPPED[:-4] + b"none"])
def test_fetch_rejects_truncated_or_corrupt_gzip(site, http, body):
    site.respond("/a", body, Content_Encoding="gzip")
    with pytest.raises(Unavailable):
        fetch(http, f"{site.url}/a", {})


def test_fetch_limits_the_decompressed_size(site, http, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MAX_BYTES", len(TEXT) - 1)
    site.respond("/a", ZIPPED, Content_Encoding="gzip")
    with pytest.raises(TooLarge, match="too large"):
        fetch(http, f"{site.url}/a", {})


def test_fetch_ignores_proxies_and_netrc_from_the_environment(site, http, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login alice password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    own = Http()
    site.respond("/a", "hello")
    assert fetch(own, f"{site.url}/a", {}).body == b"hello"
    assert "authorization" not in site.requests[0][1]
    own.close()
