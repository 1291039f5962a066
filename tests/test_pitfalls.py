"""docs/pitfalls.md names a test on each line, and the tests are there"""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "pitfalls.md").read_text()
NAMED = re.compile(r"`([\w/.]+\.(?:py|test\.js)|…)(?:::(test_\w+))?`")
# The page's word for the file it names most.
SHORT = {"…": "recurrence/test_pitfalls.py"}


def test_every_test_it_names_is_there():
    named = set(NAMED.findall(PAGE))
    texts = {file: (TESTS / SHORT.get(file, file)).read_text() for file, _ in named}

    assert [name for file, name in named if name and f"def {name}(" not in texts[file]] == []
    assert len(named) > 100


def test_every_line_names_one():
    lines = [line for line in PAGE.splitlines() if line.startswith("|") and "---" not in line]
    pitfalls = [line for line in lines if "what goes wrong" not in line]

    assert [line for line in pitfalls if not NAMED.search(line)] == []
