"""Metrics of the planner, counted in the process that plans."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

PROPOSED = Counter("whendoist_proposals", "Plans proposed.", ["kind"])
OFFERED = Counter("whendoist_offers", "Answers of /plans/offer with an offer.", ["offer"])
APPLIED = Counter("whendoist_proposals_applied", "Attempts to apply a plan, by outcome.", ["end"])
SECONDS = Histogram(
    "whendoist_planning_seconds",
    "Duration of the search for a plan.",
    buckets=(0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1.0),
)
CHANCE_SECONDS = Histogram(
    "whendoist_chance_seconds",
    "CPU time to estimate how likely the deadlines of a plan hold.",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.3),
)
PROMISES = Counter(
    "whendoist_promises_checked", "Answers to “Can I promise this?”, by likelihood.", ["answer"]
)
