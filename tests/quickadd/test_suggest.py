"""tasks.quickadd.suggest"""

from __future__ import annotations

import pytest

from tasks.quickadd import Names, Suggestion, suggest

NAMES = Names(
    domains={"Work": 1, "Home": 2, "Deep work": 3, "Home office": 4},
    parents={"Plan trip": 5, "Paint": 6},
    labels={"errand": 7, "phone": 8},
)


def suggested(typed: str) -> list[Suggestion]:
    """What is suggested where the caret, written |, stands."""
    return suggest(typed.replace("|", ""), typed.index("|"), NAMES)


def offered(typed: str) -> list[str]:
    """What there is already."""
    return [suggestion.text for suggestion in suggested(typed) if not suggestion.new]


def new(typed: str) -> list[tuple[str, str]]:
    """What could be created."""
    return [(each.kind, each.label) for each in suggested(typed) if each.new]


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
def test_it_offers_what_begins_so(typed, texts):
    assert offered(typed) == texts


@pytest.mark.parametrize(
    "typed",
    [
        *("|", "Fix|", "Fix |#h", "Fix #h |", "Fix #home order|", "Fix #nosuch|", "C#|"),
        *("Wow!|", "What?|", '"#h|"', "\\#h|", "Fix // #h|", "#home 15m f|"),
    ],
)
def test_it_offers_nothing_elsewhere(typed):
    assert offered(typed) == []


@pytest.mark.parametrize("typed", ["^paint|", "@errand|", "!high|", "?normal|", "#home office|"])
def test_it_is_silent_once_the_word_is_complete(typed):
    assert offered(typed) == []


def test_it_replaces_the_whole_word_and_says_of_what_kind():
    (suggestion,) = suggest("Fix ^plxn now", 7, Names({}, {"Plan trip": 5}, {}))

    assert suggestion == Suggestion("parent", 4, 9, "^Plan trip", "Plan trip")


def test_it_replaces_all_words_typed_of_a_name():
    (suggestion,) = suggest("Fix #deep wo", 12, NAMES)

    assert (suggestion.start, suggestion.end) == (4, 12)


def test_labels_of_fixed_words_are_for_people():
    assert [item.label for item in suggest("!h", 2, NAMES)] == ["High"]


def test_it_offers_at_most_eight():
    many = Names({f"Domain {n}": n for n in range(20)}, {}, {})

    assert len(suggest("#dom", 4, many)) == 8


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("Stamps @Post|", ("label", "Post")),
        ("Stamps @Post|, then home", ("label", "Post")),
        ("Weed #garden|", ("domain", "garden")),
        ("Call @ph|", ("label", "ph")),
    ],
)
def test_a_name_nobody_has_is_offered_last_to_be_created(typed, made):
    assert new(typed) == [made]
    assert suggested(typed)[-1].new


@pytest.mark.parametrize(
    "typed",
    [
        *("Call @phone|", "Call @PHONE|", "Fix #work|", "Fix #42|", "Fix #|", "Smile ^_^|"),
        *("Go ^nowhere|", "Fix !nosuch|", "Fix #nosuch now|", "Fix #nos|uch", '"@post|"'),
    ],
)
def test_nothing_else_is_created(typed):
    assert new(typed) == []
