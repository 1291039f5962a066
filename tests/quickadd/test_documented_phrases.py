"""docs/quickadd.md promises only what is understood"""

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
def test_each_phrase_of_the_tables_is_understood_as_a_whole(phrase):
    parsed = parse(f"Pay rent {phrase.replace('…', 'every month')}", TODAY, NAMES)

    assert (parsed.title, parsed.problems, parsed.unknown) == ("Pay rent", (), ())
    assert parsed.tokens


def test_the_tables_were_found():
    assert len(PHRASES) > 80
