"""What the planner adds to /metrics, counted in the process that plans."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

PROPOSED = Counter("whendoist_proposals", "Plans that were proposed.", ["kind"])
APPLIED = Counter(
    "whendoist_proposals_applied", "Proposals by how taking them over ended.", ["end"]
)
SECONDS = Histogram(
    "whendoist_planning_seconds",
    "How long the search for a plan took.",
    buckets=(0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1.0),
)
