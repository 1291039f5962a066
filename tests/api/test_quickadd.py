"""/api/v1/quickadd: adding tasks from text, and the preview"""

from __future__ import annotations

import pytest

from tasks.models import Task


def preview(api, text: str, caret: int | None = None) -> dict:
    return api.post("/quickadd/preview", {"text": text, "caret": caret or len(text)}).json()


def test_quick_add_returns_a_repeating_task_with_its_instances(api):
    patch = api.post("/quickadd", {"text": "Water plants every 2 days 10:00"}).json()

    assert patch["tasks"][0]["series"]["summary"]
    assert {row["scheduled_time"] for row in patch["instances"]} == {"10:00:00"}
    assert len(patch["instances"]) == 31


def test_quick_add_turns_indented_lines_into_subtasks(api):
    rows = api.post("/quickadd", {"text": "Trip\n  Train\n  Pack"}).json()["tasks"]

    assert [row["parent_id"] for row in rows] == [None, rows[0]["id"], rows[0]["id"]]


def test_quick_add_applies_defaults(api, make_domain):
    body = {"text": "Milk", "domain_id": make_domain().pk, "scheduled_date": "2026-03-05"}
    row = api.post("/quickadd", body).json()["tasks"][0]

    assert (row["domain_id"], row["scheduled_date"]) == (body["domain_id"], "2026-03-05")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Milk", "2026-03-02"),
        ("Milk 17:00", "2026-03-02"),
        ("Milk 8:00", "2026-03-03"),  # it is 9:00
        ("Milk fri", "2026-03-06"),
        ("Milk from wed", None),
    ],
)
def test_line_added_on_today_keeps_its_own_day(api, text, day):
    patch = api.post("/quickadd", {"text": text, "scheduled_date": "2026-03-02"}).json()
    assert patch["tasks"][0]["scheduled_date"] == day


def test_time_added_on_the_page_of_a_day_is_on_that_day(api):
    patch = api.post("/quickadd", {"text": "Milk 8:00", "scheduled_date": "2026-03-05"}).json()
    assert patch["tasks"][0]["scheduled_date"] == "2026-03-05"


def test_preview_parses_without_writing(api):
    line = preview(api, "Pay rent !high tomorrow 9:00")["lines"][0]

    assert (line["title"], line["depth"], line["problems"]) == ("Pay rent", 0, [])
    assert [token["kind"] for token in line["tokens"]] == ["impact", "date", "time"]
    assert not Task.objects.exists()


def test_preview_lists_problems_of_an_invalid_line(api):
    assert preview(api, "Dentist 31 feb")["lines"][0]["problems"]


def test_preview_offers_complete_lines_for_other_readings(api):
    line = preview(api, "Prepare report for friday // ask Ann")["lines"][0]

    assert (line["title"], line["tokens"][0]["kind"]) == ("Prepare report for friday", "notes")
    assert line["suggestions"] == [
        {
            "label": "on 6 Mar 2026",
            "line": "Prepare report for friday, on 6 Mar 2026 // ask Ann",
        }
    ]


def test_preview_of_a_plain_line_loads_no_names(api, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # the session, the user, the preferences
        preview(api, "Pay rent fri 9:00")


def test_preview_lists_unknown_names(api):
    unknown = preview(api, "Milk #shopping")["lines"][0]["unknown"]

    assert [(token["kind"], token["label"]) for token in unknown] == [("domain", "shopping")]


def test_preview_suggests_names_for_the_word_at_the_caret(api, make_domain):
    make_domain("Home")

    assert "Home" in str(preview(api, "Milk #ho")["suggestions"])


@pytest.mark.parametrize("text", ["🛒 milk !high", "𝕏 🧑‍🍳 !high and so on"])
def test_preview_positions_count_utf16_units(api, text):
    token = preview(api, text)["lines"][0]["tokens"][0]
    units = text.encode("utf-16-le")

    assert units[2 * token["start"] : 2 * token["end"]].decode("utf-16-le") == "!high"


def test_suggestion_positions_count_utf16_units(api):
    (suggestion,) = preview(api, "🛒 milk @shop", 13)["suggestions"]

    assert (suggestion["start"], suggestion["end"], suggestion["new"]) == (8, 13, True)


@pytest.mark.parametrize("caret", [-5, 0, 1, 10**6])
def test_preview_accepts_any_caret_position(api, caret):
    assert "suggestions" in preview(api, "🛒 #", caret)


def test_preview_of_empty_text_has_no_lines(api):
    assert preview(api, "", 0)["lines"] == []


def read_moment(api, text: str, **body) -> dict:
    return api.post("/quickadd/moment", {"text": text, **body}).json()


def test_moment_reads_a_field_by_the_clock_and_day_order_of_the_person(api, alice):
    assert read_moment(api, "fri 9")["label"] == "Fri 6 Mar, 09:00"
    api.patch("/me/preferences", {"twelve_hour_clock": True, "month_first": True})

    moment = read_moment(api, "4/3 5pm")
    assert (moment["date"], moment["time"]) == ("2026-04-03", "17:00:00")
    assert moment["label"] == "Fri Apr 3, 5:00 pm"


def test_moment_takes_a_time_without_a_day_for_one_on_the_day_of_the_field(api):
    moment = read_moment(api, "9:00", day="2026-05-01")

    assert (moment["date"], moment["time"]) == ("2026-05-01", "09:00:00")


def test_moment_says_why_a_text_has_no_meaning(api):
    moment = read_moment(api, "31 feb")

    assert (moment["date"], moment["time"]) == (None, None)
    assert moment["problem"] == "“31 feb” is not a valid date."


@pytest.mark.parametrize("body", [{"text": "a" * 201}, {"text": "fri", "kind": "hour"}, {}])
def test_moment_rejects_bodies_that_are_not_a_field(api, body):
    assert api.post("/quickadd/moment", body).status_code == 422


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("Standup every day 8:15", "2026-03-03"),  # it is Monday 2 March, 9:00
        ("Standup every day 9:15", "2026-03-02"),
        ("Standup every monday at 8:15", "2026-03-09"),
        ("Standup every! 2 days 8:15", "2026-03-03"),
        ("Standup weekdays 8:15 until 6 mar", "2026-03-03"),
    ],
)
def test_series_typed_after_its_time_starts_with_the_next_one(api, line, first):
    patch = api.post("/quickadd", {"text": line}).json()

    assert min(row["scheduled_date"] for row in patch["instances"]) == first
    assert patch["tasks"][0]["series"]["starts_on"] == first
