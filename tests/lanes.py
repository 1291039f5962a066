"""The two lanes of the tests: every push runs quickly, and the night runs the large counts.

`WHENDOIST_BIG=1` (`make nightly`) is the night. Whatever has a smaller size by day names both
sizes with `BIG`; what takes long and has a faster neighbour that guards the same is `nightly`.
"""

from __future__ import annotations

import os

import pytest

BIG = os.environ.get("WHENDOIST_BIG") == "1"
nightly = pytest.mark.skipif(not BIG, reason="runs at night (make nightly)")
