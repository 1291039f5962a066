"""tasks.quickadd.parse, tested with the cases of cases.json"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.quickadd.case_table import CASES, case_id, expected, parse_case


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_quick_add_line_has_the_expected_fields(case):
    parsed = parse_case(case)

    assert replace(parsed, tokens=(), unknown=(), alternatives=()) == expected(case)
    assert [token.text for token in parsed.unknown] == case.get("unknown", [])
    if "tokens" in case:
        assert [[t.kind, t.text, t.label] for t in parsed.tokens] == case["tokens"]


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_quick_add_tokens_have_the_positions_of_their_text(case):
    parsed = parse_case(case)

    for token in (*parsed.tokens, *parsed.unknown):
        assert case["line"][token.start : token.end] == token.text
    spans = [(token.start, token.end) for token in parsed.tokens]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_quick_add_cases_are_many_and_unique():
    assert len(CASES) >= 250
    assert len({case_id(case) for case in CASES}) == len(CASES)
