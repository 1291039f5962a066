"""tasks.quickadd: what `#`, `^` and `@` refer to"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.quickadd import Names, Parsed, parse


def read(line: str, *domains: str) -> Parsed:
    ids = {name: number for number, name in enumerate(domains, start=1)}
    return parse(line, date(2026, 11, 24), Names(ids, {}, {}))


def test_a_beginning_of_one_name_is_that_name():
    assert read("Run #he", "Home", "Health").domain_id == 2


def test_a_beginning_of_two_names_is_neither():
    parsed = read("Run #h", "Home", "Health")

    assert (parsed.title, parsed.domain_id) == ("Run #h", None)
    assert [token.label for token in parsed.unknown] == ["h"]


def test_a_whole_name_beats_the_longer_one_it_begins():
    assert read("Run #home", "Home office", "Home").domain_id == 2


def test_the_longest_whole_name_wins():
    parsed = read("Run #home office now", "Home", "Home office", "Home office 2")

    assert (parsed.title, parsed.domain_id) == ("Run now", 2)


@pytest.mark.parametrize(
    "name", ["Fri", "Every day", "24h", "C++, C#", "Who? Me!", "// misc", "\\o/"]
)
def test_a_name_may_hold_any_words(name):
    parsed = read(f"Run #{name} on", name)

    assert (parsed.title, parsed.domain_id) == ("Run on", 1)


def test_a_lone_sigil_is_no_name_even_if_there_is_only_one():
    assert read("Fix # now", "Home").title == "Fix # now"


def test_case_spacing_and_composition_do_not_matter():
    assert read("Bake #CAFE\u0301  bar", "Café Bar").domain_id == 1


def test_a_pill_shows_the_name_as_it_is_written():
    assert [token.label for token in read("Bake #café", "Café").tokens] == ["Café"]


def test_a_backslash_inside_keeps_the_shorter_name():
    parsed = read("Run #home \\office", "Home", "Home office")

    assert (parsed.title, parsed.domain_id) == ("Run office", 1)


def test_an_unknown_name_is_text_and_reported_with_its_place():
    parsed = read("Run #gym now", "Home")

    (token,) = parsed.unknown
    assert (token.kind, token.start, token.end, token.text) == ("domain", 4, 8, "#gym")
    assert parsed.title == "Run #gym now"
