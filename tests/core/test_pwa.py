"""/manifest.webmanifest, /sw.js, /offline"""

from __future__ import annotations

import re


def test_manifest_makes_the_site_installable(client):
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["start_url"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}


def test_service_worker_is_javascript_and_revalidated(client):
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript"
    assert "no-cache" in response["Cache-Control"]


def test_service_worker_caches_only_static_files_and_the_offline_page(client):
    shell = re.search(r"const SHELL = \[(.+?)\]", client.get("/sw.js").content.decode())
    kept = re.findall(r'"([^"]+)"', shell[1])
    assert kept
    assert [path for path in kept if not path.startswith(("/static/", "/offline"))] == []


def test_offline_page_is_the_same_for_everybody(client, django_user_model, db):
    stranger = client.get("/offline").content
    client.force_login(django_user_model.objects.create_user("alice@example.org", "secret"))
    assert client.get("/offline").content == stranger
