"""Days that the planner doesn't get right yet; their tests must fail until it does."""

from __future__ import annotations

# By name of the test, with its parameters if only some of them fail.
NOT_YET = {
    "test_plan_of_three_hundred_tasks_and_thirty_days_is_bounded": (
        "the search and the reasons of a large plan take seconds"
    ),
}
