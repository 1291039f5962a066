"""Check that every line of docs/pitfalls.md names a test, and that these tests exist."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "pitfalls.md").read_text()
TEST_NAME = re.compile(r"`([\w/.]+\.(?:py|test\.js)|…)(?:::(test_\w+))?`")
# The page abbreviates the file that it names most often.
ABBREVIATIONS = {"…": "recurrence/test_pitfalls.py"}


def test_pitfalls_page_names_existing_tests():
    references = set(TEST_NAME.findall(PAGE))
    sources = {
        file: (TESTS / ABBREVIATIONS.get(file, file)).read_text() for file, _test in references
    }

    assert [test for file, test in references if test and f"def {test}(" not in sources[file]] == []
    assert len(references) > 100


def test_pitfalls_page_names_a_test_for_every_problem():
    lines = [line for line in PAGE.splitlines() if line.startswith("|") and "---" not in line]
    problems = [line for line in lines if "| problem | test |" not in line]

    assert [line for line in problems if not TEST_NAME.search(line)] == []
