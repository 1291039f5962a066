"""tasks.quickadd: names after `#`, `^` and `@`"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.quickadd import Names, Parsed, parse


def parse_line(line: str, *domains: str) -> Parsed:
    ids = {name: number for number, name in enumerate(domains, start=1)}
    return parse(line, date(2026, 11, 24), Names(ids, {}, {}))


def test_prefix_of_one_name_selects_that_name():
    assert parse_line("Run #he", "Home", "Health").domain_id == 2


def test_prefix_of_two_names_selects_neither():
    parsed = parse_line("Run #h", "Home", "Health")

    assert (parsed.title, parsed.domain_id) == ("Run #h", None)
    assert [token.label for token in parsed.unknown] == ["h"]


def test_exact_name_wins_over_a_longer_name_with_that_prefix():
    assert parse_line("Run #home", "Home office", "Home").domain_id == 2


def test_longest_exact_name_wins():
    parsed = parse_line("Run #home office now", "Home", "Home office", "Home office 2")

    assert (parsed.title, parsed.domain_id) == ("Run now", 2)


@pytest.mark.parametrize(
    "name", ["Fri", "Every day", "24h", "C++, C#", "Who? Me!", "// misc", "\\o/"]
)
def test_name_may_contain_words_and_symbols_of_the_grammar(name):
    parsed = parse_line(f"Run #{name} on", name)

    assert (parsed.title, parsed.domain_id) == ("Run on", 1)


def test_sigil_without_a_name_is_text_even_when_only_one_name_exists():
    assert parse_line("Fix # now", "Home").title == "Fix # now"


def test_names_match_regardless_of_case_spacing_and_composition():
    assert parse_line("Bake #CAFE\u0301  bar", "Café Bar").domain_id == 1


def test_name_pill_shows_the_original_spelling():
    assert [token.label for token in parse_line("Bake #café", "Café").tokens] == ["Café"]


def test_backslash_inside_a_long_name_selects_the_shorter_name():
    parsed = parse_line("Run #home \\office", "Home", "Home office")

    assert (parsed.title, parsed.domain_id) == ("Run office", 1)


def test_unknown_name_stays_text_and_is_reported_with_its_position():
    parsed = parse_line("Run #gym now", "Home")

    (token,) = parsed.unknown
    assert (token.kind, token.start, token.end, token.text) == ("domain", 4, 8, "#gym")
    assert parsed.title == "Run #gym now"
