"""tasks.quickadd, with random text"""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.quickadd import Names, Parsed, parse, parse_lines, suggest
from tests.lanes import BIG
from tests.quickadd.case_table import CASES, NAMES, TODAY, case_id, options, parse_case

# In this order, no phrase merges with the next one.
ORDER = (
    *("domain", "parent", "label", "impact", "clarity", "time", "date", "duration"),
    *("reminder", "repeat", "bound", "start", "deadline", "notes"),
)
VOCABULARY = sorted({word for case in CASES for word in case["line"].split()})
GLUE = ("and", "at", "by", "every", "for", "from", "in", "last", "of", "on", "the", "until", ",")
words = st.sampled_from(GLUE) | st.sampled_from(VOCABULARY) | st.text(max_size=4)
phrases = st.lists(words, max_size=25).map(" ".join)
lines = phrases | st.text()
names = st.dictionaries(st.text(), st.integers(), max_size=4)


@given(
    line=lines,
    today=st.dates(),
    names=st.builds(Names, names, names, names),
    week_start=st.integers(0, 6),
    day_first=st.booleans(),
)
@settings(max_examples=5_000 if BIG else 300)
def test_parse_never_raises_for_random_text(line, today, names, week_start, day_first):
    parsed = parse(line, today, names, week_start=week_start, day_first=day_first)

    assert parsed.title == " ".join(parsed.title.split())
    assert parsed.title or parsed.problems
    assert parsed.scheduled_date or not parsed.scheduled_time
    assert parsed.deadline_date or not parsed.deadline_time


@given(text=st.lists(lines, max_size=6).map("\n".join), caret=st.integers(-5, 50))
def test_parse_lines_and_suggest_never_raise_for_random_text(text, caret):
    for depth, parsed in parse_lines(text, TODAY, NAMES):
        assert 0 <= depth <= 2
        assert all(text[t.start : t.end] == t.text for t in (*parsed.tokens, *parsed.unknown))
    for suggestion in suggest(text, caret, NAMES):
        assert 0 <= suggestion.start < caret <= suggestion.end <= len(text)


@given(line=phrases)
@settings(max_examples=5_000 if BIG else 300)
def test_random_line_rewritten_from_its_tokens_has_the_same_fields(line):
    assert_stable(parse(line, TODAY, NAMES))


@pytest.mark.parametrize("case", [case for case in CASES if "today" not in case], ids=case_id)
def test_case_rewritten_from_its_tokens_has_the_same_fields(case):
    assert_stable(parse_case(case), **options(case))


def assert_stable(parsed: Parsed, **settings_of_case):
    reparsed = parse(rewritten(parsed), TODAY, NAMES, **settings_of_case)
    assert fields_of(reparsed) == fields_of(parsed)
    assert sorted(t.label for t in reparsed.tokens) == sorted(t.label for t in parsed.tokens)


def fields_of(parsed: Parsed) -> Parsed:
    return replace(parsed, tokens=(), unknown=(), problems=(), alternatives=())


def rewritten(parsed: Parsed) -> str:
    title = [f"\\{word}" for word in parsed.title.split()]
    tokens = sorted(parsed.tokens, key=lambda token: ORDER.index(token.kind))
    return " ".join([*title, *(token.text for token in tokens)])


REPETITIVE_FRAGMENTS = (
    *("every ", "every mon, ", "every 1st and ", "every month on the 1st and ", "1st and every "),
    *("#a ", "^Plan ", "@low ", "#deep ", '"a ', "“a ", "«a ", '"', "\\", "!", "?!", "a,;."),
    *(
        "1h ",
        "in 2 ",
        "by 31 nov ",
        "next ",
        "fri, ",
        "3 feb, ",
        "for 3 ",
        ", 3 times ",
        "/",
        "a/b",
    ),
)


@pytest.mark.parametrize("fragment", REPETITIVE_FRAGMENTS)
def test_parsing_takes_linear_time_for_repetitive_text(fragment):
    short, long = (calls(fragment * (n // len(fragment))) for n in (5_000, 10_000))

    assert long < 2.5 * short


def calls(line: str) -> int:
    """Count the function calls that parse a line: the same on any machine."""
    number = 0

    def count(frame, event, arg):
        nonlocal number
        number += 1

    sys.setprofile(count)
    try:
        parse(line, TODAY, NAMES)
    finally:
        sys.setprofile(None)
    return number
