"""Measure quick add: the processor time of a line, and of its preview beside 5,000 tasks.

    python benchmarks/quickadd.py

It parses every line of the tables in tests/quickadd and requests previews, also of parents behind
`^`, for a person with 5,000 tasks. Each time is the least of five, so that other programs on the
machine hardly count, and `reference_ms` that of a fixed piece of work in the same run: compare
`_per_reference` between machines. The last line is one JSON object.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.installation import start_django
from benchmarks.processor import reference

TASKS = 5_000
TIMES = 5
PATH = "/api/v1/quickadd/preview"
LINES = (
    "Pay rent #home !high 15m fri 9:00 every month on the 1st by 3 Feb // account ends 42",
    "Buy milk tomorrow @errand",
    "Book hall ^party",
    "Book hall ^p",
    "Book hall ^Plan party 4999 for spring tomorrow 9:00",
    "Book hall ^a ^e ^i ^o",
    "Gym every tue & thu 7-8am",
)


def main() -> None:
    start_django()
    parsing, previews = dict(parse_times()), dict(preview_times())
    reference_ms = reference() * 1000
    figures: dict[str, float] = {"reference_ms": reference_ms}
    for name, times in (("line", parsing), ("preview", previews)):
        worst = max(times, key=lambda text: times[text])
        print(f"{name}: {len(times)} texts, slowest {worst!r}")
        figures[f"{name}_median_ms"] = median(times.values())
        figures[f"{name}_worst_ms"] = times[worst]
        figures[f"{name}_worst_per_reference"] = times[worst] / reference_ms
    print(json.dumps({name: round(figure, 5) for name, figure in figures.items()}))


def parse_times() -> Iterable[tuple[str, float]]:
    from tests.quickadd.line_table import load, parse_line

    for line in load("en") + load("de"):
        yield f"{line.language} {line.text}", least_ms(partial(parse_line, line))


def preview_times() -> Iterable[tuple[str, float]]:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(person())
    for text in LINES:
        body = {"text": text, "caret": len(text)}
        post = partial(client.post, PATH, body, content_type="application/json")
        assert post().status_code == 200, post().content
        yield text, least_ms(post)


def person() -> Any:
    """Return a person with many tasks, without their previous data."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.workload import SEEDS, fill
    from tasks.models import Task

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_user CASCADE")
    user = fill(SEEDS[0])
    domain = user.domains.first()
    tasks = [
        Task(user=user, domain=domain, title=f"Plan party {n} for spring") for n in range(TASKS)
    ]
    Task.objects.bulk_create(tasks, 1_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return user


def least_ms(action: Callable[[], Any]) -> float:
    return min(_once_ms(action) for _ in range(TIMES))


def _once_ms(action: Callable[[], Any]) -> float:
    began = process_time()
    action()
    return (process_time() - began) * 1000


if __name__ == "__main__":
    main()
