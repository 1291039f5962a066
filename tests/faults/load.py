"""People at work while something breaks, and the ledger of what was acknowledged to them."""

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
    """One request: from when to when, by the monotonic clock, and how it was answered.

    A connection that breaks is no answer (0): whether the task was added is then open.
    """

    began: float
    ended: float
    status: int


class Load:
    """People who add tasks one after the other until told to stop, by the API as their pages do.

    What was not acknowledged they send again under the same key, until it is.
    """

    def __init__(self, port: int, name: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.name = name
        self.stop = Event()
        self.requests: list[TimedRequest] = []
        self.acknowledged: list[str] = []

    @property
    def answers(self) -> Counter[int]:
        """How often each status was the answer."""
        return Counter(request.status for request in list(self.requests) if request.status)

    @property
    def cut_off(self) -> int:
        """How many connections broke."""
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
        """Wait until so many more tasks were acknowledged."""
        before = len(self.acknowledged)
        eventually(lambda: len(self.acknowledged) >= before + by, "people get on")


def add(client: httpx.Client, title: str) -> httpx.Response:
    """Add a task; sent twice, it is there once."""
    body, key = {"title": title}, {"Idempotency-Key": title}
    return client.post("/api/v1/tasks", json=body, headers=key)


@contextmanager
def people_at_work(machine: Machine, port: int, name: str, people: int = 8) -> Iterator[Load]:
    """People at work inside; afterwards everything acknowledged must be there exactly once."""
    load = Load(port, name)
    # Tests run on a forgetful server; what is promised here is that a commit stays.
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
