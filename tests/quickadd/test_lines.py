"""tasks.quickadd.parse_lines: several lines at once"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.quickadd import Names, parse_lines

TODAY = date(2026, 11, 24)
NAMES = Names({"Home": 1}, {}, {})


def outline(text: str) -> list[tuple[int, str]]:
    return [(depth, parsed.title) for depth, parsed in parse_lines(text, TODAY, NAMES)]


def test_parse_lines_returns_a_task_for_each_line():
    assert outline("Buy milk\nCall Bob") == [(0, "Buy milk"), (0, "Call Bob")]


def test_parse_lines_ignores_blank_lines_and_empty_bullets():
    assert outline("\n  \nBuy milk\r\n- \n\t\n- [ ] \nCall Bob\n") == [
        (0, "Buy milk"),
        (0, "Call Bob"),
    ]


@pytest.mark.parametrize("text", ["", "  \n\t\n", "- \n* "])
def test_parse_lines_returns_no_task_for_empty_text(text):
    assert outline(text) == []


@pytest.mark.parametrize(
    "bullet",
    ["- ", "* ", "• ", "+ ", "– ", "1. ", "12) ", "- [ ] ", "- [x] ", "[ ] ", "[X] ", "* []  "],
)
def test_parse_lines_removes_bullets_and_checkboxes_from_the_title(bullet):
    assert outline(f"{bullet}Buy milk") == [(0, "Buy milk")]


@pytest.mark.parametrize("line", ["-5 degrees", "[draft] letter", "3.5 mm drill", "#1 priority"])
def test_parse_lines_keeps_text_that_only_resembles_a_bullet(line):
    assert outline(line) == [(0, line)]


def test_parse_lines_makes_indented_lines_subtasks():
    assert outline("Trip\n  Book\n    Hotel\n  Pack\nRest") == [
        (0, "Trip"),
        (1, "Book"),
        (2, "Hotel"),
        (1, "Pack"),
        (0, "Rest"),
    ]


def test_parse_lines_treats_a_tab_as_four_spaces():
    assert outline("Trip\n\tBook\n    Pack") == [(0, "Trip"), (1, "Book"), (1, "Pack")]


def test_parse_lines_makes_a_fourth_level_a_sibling_of_the_third():
    assert outline("A\n B\n  C\n   D") == [(0, "A"), (1, "B"), (2, "C"), (2, "D")]


def test_parse_lines_starts_an_indented_list_at_depth_0():
    assert outline("    A\n      B\n  C") == [(0, "A"), (1, "B"), (0, "C")]


def test_parse_lines_parses_the_fields_of_each_line_separately():
    (_, first), (_, second) = parse_lines("Pay #home 15m\n- Call fri", TODAY, NAMES)

    assert (first.domain_id, first.duration, first.scheduled_date) == (1, 15, None)
    assert (second.domain_id, second.scheduled_date) == (None, date(2026, 11, 27))


def test_parse_lines_returns_token_positions_in_the_whole_text():
    text = "Pay 15m\r\n  - [ ] Call #gym fri"
    tasks = [parsed for _, parsed in parse_lines(text, TODAY, NAMES)]

    tokens = [token for parsed in tasks for token in (*parsed.tokens, *parsed.unknown)]
    assert [text[token.start : token.end] for token in tokens] == ["15m", "fri", "#gym"]


def test_parse_lines_applies_the_settings_to_every_line():
    lines = parse_lines("Buy 3/2/2027\nCall next week", TODAY, NAMES, week_start=6, day_first=False)

    days = [parsed.scheduled_date for _, parsed in lines]
    assert days == [date(2027, 3, 2), date(2026, 11, 29)]
