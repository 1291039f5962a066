"""The size of the page's snapshot for a person with a lot to do"""

from __future__ import annotations

import gzip
import json
import random
import re
from datetime import time, timedelta
from typing import Any

from tasks.editing import domains, tasks
from tests.conftest import NOW
from tests.world import added

LIMIT = 40_000  # bytes on the wire
TODAY = NOW.date()
VERBS = "Call Write Review Book Pay Renew Plan Fix Ask Send Clean Order Draft Prepare Sort".split()
NOUNS = (
    "the dentist|the quarterly report|Marta's contract|the billing migration|train tickets|the rent"
    "|the parking permit|the garden shed|the login test|Ines about the key|invoices|the kitchen"
    "|new bulbs|the talk for Berlin|photos of summer|the release notes|insurance papers|a present"
).split("|")
RULES = ["DAILY", "WEEKLY;BYDAY=MO,TH", "WEEKLY", "WEEKLY;INTERVAL=2", "MONTHLY", "YEARLY"]


def has_a_lot_to_do(user) -> None:
    """Add 500 tasks and 100 series, as varied as those of people."""
    dice = random.Random(14)
    homes = [
        added(domains.add_domain(user, {"name": name})).pk
        for name in ("Work", "Home", "Studio", "Health", "Club")
    ]

    def title() -> str:
        return f"{dice.choice(VERBS)} {dice.choice(NOUNS)} {dice.randrange(1000)}"

    def fields() -> Any:
        return {
            "title": title(),
            "domain_id": dice.choice(homes),
            "duration": dice.choice([None, 15, 30, 45, 60, 90]),
            "impact": dice.randint(1, 4),
            "clarity": dice.choice(["autopilot", "normal", "normal", "brainstorm"]),
        }

    for number in range(500):
        command = fields()
        if number % 3 == 0:
            command["scheduled_date"] = TODAY + timedelta(days=dice.randint(-5, 40))
        if number % 6 == 0:
            command["scheduled_time"] = time(dice.randint(8, 18), dice.choice([0, 15, 30]))
        if number % 5 == 0:
            command["deadline_date"] = TODAY + timedelta(days=dice.randint(0, 60))
        if number % 10 == 0:
            command["description"] = " ".join(title() for _ in range(4))
        tasks.add(user, command)
    for number in range(100):
        starts_at = time(dice.randint(7, 20)) if number % 2 else None
        starts_on = TODAY + timedelta(days=dice.randint(0, 25))
        rrule = f"FREQ={RULES[number % len(RULES)]}"
        series = {"rrule": rrule, "starts_on": starts_on, "starts_at": starts_at}
        tasks.add(user, fields() | {"series": series})


def test_snapshot_of_500_tasks_and_100_series_has_at_most_40_kilobytes(client, alice):
    has_a_lot_to_do(alice)
    client.force_login(alice)
    response = client.get("/", headers={"Accept-Encoding": "gzip"})

    page = gzip.decompress(response.content).decode()
    snapshot = json.loads(re.search(r'id="snapshot"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert len(snapshot["tasks"]) == 600
    assert len({row["task_id"] for row in snapshot["instances"]}) == 100
    assert len(response.content) <= LIMIT
