"""Compressed responses: which ones, and that they decompress to the original"""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from core.ops.compression import CompressionMiddleware

TEXT = b"every day at eight " * 100


@pytest.fixture
def send():
    def sent(response, accepts="br, gzip"):
        request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
        return CompressionMiddleware(lambda _: response)(request)

    return sent


def test_compressed_response_decodes_to_the_same_content(send):
    sent = send(HttpResponse(TEXT, headers={"ETag": '"1"'}))

    assert gzip.decompress(sent.content) == TEXT
    assert (sent["Content-Encoding"], sent["Vary"]) == ("gzip", "Accept-Encoding")
    assert (sent["Content-Length"], sent["ETag"]) == (str(len(sent.content)), 'W/"1"')


def test_compressed_response_has_random_padding(send):
    assert len({len(send(HttpResponse(TEXT)).content) for _ in range(20)}) > 1


def test_response_is_plain_when_the_client_accepts_no_gzip(send):
    sent = send(HttpResponse(TEXT), accepts="identity")

    assert (sent.content, sent["Vary"]) == (TEXT, "Accept-Encoding")
    assert "Content-Encoding" not in sent


def test_short_or_encoded_response_is_not_compressed(send):
    assert send(HttpResponse(TEXT[:900])).content == TEXT[:900]
    assert send(HttpResponse(TEXT, headers={"Content-Encoding": "br"})).content == TEXT


def test_streaming_response_is_compressed_in_chunks(send):
    sent = send(StreamingHttpResponse([TEXT, TEXT]))

    assert gzip.decompress(b"".join(sent.streaming_content)) == TEXT * 2
