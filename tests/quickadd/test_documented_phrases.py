"""docs/quickadd.md documents only phrases that quick add recognises"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tasks.quickadd import parse
from tests.quickadd.case_table import NAMES, TODAY

PAGE = Path(__file__).parents[2] / "docs" / "quickadd.md"
ROWS = [line.split(" | ") for line in PAGE.read_text().splitlines() if " | " in line]
PHRASES = [phrase for row in ROWS for phrase in re.findall(r"`([^`]+)`", row[-2])]


@pytest.mark.parametrize("phrase", PHRASES)
def test_documented_phrase_is_recognised_completely(phrase):
    parsed = parse(f"Pay rent {phrase.replace('…', 'every month')}", TODAY, NAMES)

    assert (parsed.title, parsed.problems, parsed.unknown) == ("Pay rent", (), ())
    assert parsed.tokens


def test_documentation_contains_many_phrases():
    assert len(PHRASES) > 80
