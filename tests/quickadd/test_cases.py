"""tasks.quickadd.parse, by the table of cases"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.quickadd.case_table import CASES, expected, name_of, read


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_line_means(case):
    parsed = read(case)

    assert replace(parsed, tokens=(), unknown=()) == expected(case)
    assert [token.text for token in parsed.unknown] == case.get("unknown", [])
    if "tokens" in case:
        assert [[t.kind, t.text, t.label] for t in parsed.tokens] == case["tokens"]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_tokens_stand_where_they_say(case):
    parsed = read(case)

    for token in (*parsed.tokens, *parsed.unknown):
        assert case["line"][token.start : token.end] == token.text
    spans = [(token.start, token.end) for token in parsed.tokens]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_the_table_is_large_and_says_nothing_twice():
    assert len(CASES) >= 250
    assert len({name_of(case) for case in CASES}) == len(CASES)
