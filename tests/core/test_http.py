"""core.http: responses shared by all entry points"""

from __future__ import annotations

import json

from django.http import HttpResponse

from core.http import embed_json

EMPTY = b'<script id="snapshot" type="application/json"></script>'


def test_embedded_json_cannot_close_its_element():
    evil = json.dumps({"title": "</script><script>alert(1)</script> & <!--"}).encode()
    page = embed_json(HttpResponse(b"<main>%b</main>" % EMPTY), "snapshot", evil).content
    start, end = EMPTY.split(b"><")
    inside = page.removeprefix(b"<main>" + start + b">").removesuffix(b"<" + end + b"</main>")

    assert b"<" not in inside
    assert json.loads(inside) == json.loads(evil)


def test_embedded_json_preserves_unicode():
    text = json.dumps({"title": "Käse für 🦊"}, ensure_ascii=False).encode()

    assert text in embed_json(HttpResponse(EMPTY), "snapshot", text).content
