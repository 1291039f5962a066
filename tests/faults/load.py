"""Users who add tasks during a fault, and a record of the acknowledged tasks."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event

import httpx

from tests.faults.machine import Machine, enter, eventually

PAUSE = 0.02  # seconds a person takes between two tasks


@dataclass(frozen=True, slots=True)
class TimedRequest:
    """One request: its start and end on the monotonic clock, and its status.

    The status is 0 if the connection broke: the task may or may not have been added.
    """

    began: float
    ended: float
    status: int


class Load:
    """Users who add tasks one after the other through the API until stopped.

    They resend an unacknowledged task with the same idempotency key until it is acknowledged.
    """

    def __init__(self, port: int, name: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.name = name
        self.stop = Event()
        self.requests: list[TimedRequest] = []
        self.acknowledged: list[str] = []

    @property
    def answers(self) -> Counter[int]:
        """Count the responses by status."""
        return Counter(request.status for request in list(self.requests) if request.status)

    @property
    def cut_off(self) -> int:
        """Count the broken connections."""
        return sum(not request.status for request in list(self.requests))

    def person(self, number: int) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            enter(client, f"{self.name}-{number}@example.org".lower().replace(" ", "-"))
            turn = 1
            while not self.stop.wait(PAUSE):
                title = f"{self.name} {number} {turn}"
                if self._add(client, title) == 200:
                    self.acknowledged.append(title)
                    turn += 1

    def _add(self, client: httpx.Client, title: str) -> int:
        began = time.monotonic()
        try:
            status = add(client, title).status_code
        except httpx.TransportError:
            status = 0
        self.requests.append(TimedRequest(began, time.monotonic(), status))
        return status

    def gets_on(self, by: int = 20) -> None:
        """Wait until this many more tasks are acknowledged."""
        before = len(self.acknowledged)
        eventually(lambda: len(self.acknowledged) >= before + by, "people get on")


def add(client: httpx.Client, title: str) -> httpx.Response:
    """Add a task. Sending it twice adds it once."""
    body, key = {"title": title}, {"Idempotency-Key": title}
    return client.post("/api/v1/tasks", json=body, headers=key)


@contextmanager
def people_at_work(machine: Machine, port: int, name: str, people: int = 8) -> Iterator[Load]:
    """Run users within the block; afterwards each acknowledged task must exist exactly once."""
    load = Load(port, name)
    # The test server does not sync to disk, but these tests need durable commits.
    machine.sql("ALTER DATABASE whendoist SET synchronous_commit = on")
    with ThreadPoolExecutor(people) as pool:
        runs = [pool.submit(load.person, number) for number in range(people)]
        try:
            load.gets_on()
            yield load
        finally:
            load.stop.set()
        for run in runs:
            run.result()
    kept = Counter(
        title
        for (title,) in machine.sql("SELECT title FROM tasks_task WHERE title LIKE %s", f"{name} %")
    )
    assert {title for title, count in kept.items() if count > 1} == set()
    assert {*load.acknowledged} - {*kept} == set()
