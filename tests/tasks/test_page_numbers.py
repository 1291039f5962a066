"""Numbers that the page's JavaScript repeats, because it must act before the server answers"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.models.preferences import MAX_HOUR_HEIGHT, MIN_HOUR_HEIGHT
from tasks.constants import (
    ASSUMED_DURATION,
    DESCRIPTION_LENGTH,
    SNAPSHOT_DAYS,
    TITLE_LENGTH,
    TREE_LEVELS,
)

JS = Path(__file__).resolve().parent.parent.parent / "tasks/static/tasks/js"


@pytest.mark.parametrize(
    ("path", "before", "number"),
    [
        ("state/loaded-days.js", "SNAPSHOT_DAYS = ", SNAPSHOT_DAYS),
        ("state/zoom.js", "MIN_HEIGHT = ", MIN_HOUR_HEIGHT),
        ("state/zoom.js", "MAX_HEIGHT = ", MAX_HOUR_HEIGHT),
        ("model/ordering.js", "MAX_LEVELS = ", TREE_LEVELS),
        ("model/entry.js", "ASSUMED_MINUTES = ", ASSUMED_DURATION),
        ("views/panel/title.js", 'maxlength="', TITLE_LENGTH),
        ("views/panel/notes.js", 'maxlength="', DESCRIPTION_LENGTH),
    ],
)
def test_page_uses_the_same_number_as_the_server(path, before, number):
    numbers = re.findall(rf"{before}(\d+)", (JS / path).read_text())

    assert numbers == [str(number)]
