"""/api/v1/quickadd"""

from __future__ import annotations

import pytest

from tasks.models import Task


def preview(api, text: str, caret: int | None = None) -> dict:
    return api.post("/quickadd/preview", {"text": text, "caret": caret or len(text)}).json()


def test_a_repeating_line_comes_with_its_days(api):
    patch = api.post("/quickadd", {"text": "Water plants every 2 days 8:00"}).json()

    assert patch["tasks"][0]["series"]["summary"]
    assert {row["scheduled_time"] for row in patch["instances"]} == {"08:00:00"}
    assert len(patch["instances"]) == 31


def test_lines_come_with_their_tree(api):
    rows = api.post("/quickadd", {"text": "Trip\n  Train\n  Pack"}).json()["tasks"]

    assert [row["parent_id"] for row in rows] == [None, rows[0]["id"], rows[0]["id"]]


def test_defaults_hold(api, make_domain):
    body = {"text": "Milk", "domain_id": make_domain().pk, "scheduled_date": "2026-03-05"}
    row = api.post("/quickadd", body).json()["tasks"][0]

    assert (row["domain_id"], row["scheduled_date"]) == (body["domain_id"], "2026-03-05")


def test_a_preview_writes_nothing(api):
    line = preview(api, "Pay rent !high tomorrow 9:00")["lines"][0]

    assert (line["title"], line["depth"], line["problems"]) == ("Pay rent", 0, [])
    assert [token["kind"] for token in line["tokens"]] == ["impact", "date", "time"]
    assert not Task.objects.exists()


def test_it_shows_problems_instead_of_refusing(api):
    assert preview(api, "Dentist 31 feb")["lines"][0]["problems"]


def test_it_shows_names_that_nobody_has(api):
    unknown = preview(api, "Milk #shopping")["lines"][0]["unknown"]

    assert [(token["kind"], token["label"]) for token in unknown] == [("domain", "shopping")]


def test_it_suggests_names_for_the_word_at_the_caret(api, make_domain):
    make_domain("Home")

    assert "Home" in str(preview(api, "Milk #ho")["suggestions"])


@pytest.mark.parametrize("text", ["🛒 milk !high", "𝕏 🧑‍🍳 !high and so on"])
def test_positions_count_as_a_browser_does(api, text):
    token = preview(api, text)["lines"][0]["tokens"][0]
    units = text.encode("utf-16-le")

    assert units[2 * token["start"] : 2 * token["end"]].decode("utf-16-le") == "!high"


def test_positions_of_suggestions_count_as_a_browser_does(api):
    (offer,) = preview(api, "🛒 milk @shop", 13)["suggestions"]

    assert (offer["start"], offer["end"], offer["new"]) == (8, 13, True)


@pytest.mark.parametrize("caret", [-5, 0, 1, 10**6])
def test_a_caret_may_stand_anywhere(api, caret):
    assert "suggestions" in preview(api, "🛒 #", caret)


def test_an_empty_preview_is_one(api):
    assert preview(api, "", 0)["lines"] == []
