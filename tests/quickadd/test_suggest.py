"""tasks.quickadd.suggest: completions at the caret"""

from __future__ import annotations

import pytest

from tasks.quickadd import Names, Suggestion, suggest

NAMES = Names(
    domains={"Work": 1, "Home": 2, "Deep work": 3, "Home office": 4},
    parents={"Plan trip": 5, "Paint": 6},
    labels={"errand": 7, "phone": 8},
)


def suggestions_at_caret(typed: str) -> list[Suggestion]:
    """Return the suggestions for a caret written as |."""
    return suggest(typed.replace("|", ""), typed.index("|"), NAMES)


def existing_names(typed: str) -> list[str]:
    """Return the suggested texts that refer to existing names."""
    return [suggestion.text for suggestion in suggestions_at_caret(typed) if not suggestion.new]


def new_names(typed: str) -> list[tuple[str, str]]:
    """Return the kind and label of the suggestions that create a name."""
    return [(item.kind, item.label) for item in suggestions_at_caret(typed) if item.new]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("Fix #|", ["#Work", "#Home", "#Deep work", "#Home office"]),
        ("Fix #h|", ["#Home", "#Home office"]),
        ("Fix #wo|", ["#Work", "#Deep work"]),
        ("Fix #deep w|", ["#Deep work"]),
        ("Fix #home o|", ["#Home office"]),
        ("Fix ^p|", ["^Plan trip", "^Paint"]),
        ("Fix @PH|", ["@phone"]),
        ("Fix !|", ["!high", "!mid", "!low", "!min"]),
        ("Fix !m|", ["!mid", "!min"]),
        ("Fix ?|", ["?autopilot", "?normal", "?brainstorm"]),
        ("#h| Fix", ["#Home", "#Home office"]),
    ],
)
def test_suggest_returns_names_with_the_typed_prefix(typed, texts):
    assert existing_names(typed) == texts


@pytest.mark.parametrize(
    "typed",
    [
        *("|", "Fix|", "Fix |#h", "Fix #h |", "Fix #home order|", "Fix #nosuch|", "C#|"),
        *("Wow!|", "What?|", '"#h|"', "\\#h|", "Fix // #h|", "#home 15m f|"),
    ],
)
def test_suggest_returns_nothing_outside_a_sigil_word(typed):
    assert existing_names(typed) == []


@pytest.mark.parametrize("typed", ["^paint|", "@errand|", "!high|", "?normal|", "#home office|"])
def test_suggest_returns_nothing_for_a_complete_word(typed):
    assert existing_names(typed) == []


def test_suggest_replaces_the_whole_word_and_returns_its_kind():
    (suggestion,) = suggest("Fix ^plxn now", 7, Names({}, {"Plan trip": 5}, {}))

    assert suggestion == Suggestion("parent", 4, 9, "^Plan trip", "Plan trip")


def test_suggest_replaces_all_typed_words_of_a_name():
    (suggestion,) = suggest("Fix #deep wo", 12, NAMES)

    assert (suggestion.start, suggestion.end) == (4, 12)


def test_suggest_returns_readable_labels_for_impacts():
    assert [item.label for item in suggest("!h", 2, NAMES)] == ["High"]


def test_suggest_returns_at_most_eight_suggestions():
    many = Names({f"Domain {n}": n for n in range(20)}, {}, {})

    assert len(suggest("#dom", 4, many)) == 8


@pytest.mark.parametrize(
    ("typed", "creation"),
    [
        ("Stamps @Post|", ("label", "Post")),
        ("Stamps @Post|, then home", ("label", "Post")),
        ("Weed #garden|", ("domain", "garden")),
        ("Call @ph|", ("label", "ph")),
    ],
)
def test_suggest_proposes_creating_an_unknown_name_last(typed, creation):
    assert new_names(typed) == [creation]
    assert suggestions_at_caret(typed)[-1].new


@pytest.mark.parametrize(
    "typed",
    [
        *("Call @phone|", "Call @PHONE|", "Fix #work|", "Fix #42|", "Fix #|", "Smile ^_^|"),
        *("Go ^nowhere|", "Fix !nosuch|", "Fix #nosuch now|", "Fix #nos|uch", '"@post|"'),
    ],
)
def test_suggest_proposes_no_creation_for_existing_or_invalid_names(typed):
    assert new_names(typed) == []
