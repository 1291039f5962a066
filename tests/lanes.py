"""The two test lanes: a fast one for every push, and a nightly one with large example counts.

`WHENDOIST_BIG=1` (`make nightly`) selects the nightly lane. Tests that run in both lanes choose
their size with `BIG`. Slow tests whose guarantee a faster test also checks are `nightly`.
"""

from __future__ import annotations

import os

import pytest

BIG = os.environ.get("WHENDOIST_BIG") == "1"
nightly = pytest.mark.skipif(not BIG, reason="runs only in the nightly lane (make nightly)")
