"""A new release takes over from the old one under load: nobody is refused, nothing is lost."""

from __future__ import annotations

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import httpx
import pytest

from tests.faults.machine import eventually, procfile

CLIENTS = 8


@pytest.fixture
def address():
    """A listening socket that outlives both releases, as systemd holds it."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        listening.set_inheritable(True)
        yield listening


@contextmanager
def release(machine, address):
    """The web of the Procfile, but on a socket that was handed to it."""
    command = procfile("web").replace("${HOST:-0.0.0.0}:${PORT:-8000}", f"fd://{address.fileno()}")
    with machine.running(["sh", "-c", f"exec {command}"], inherited=(address.fileno(),)) as process:
        process.port = address.getsockname()[1]
        eventually(lambda: who_answers(process) in processes_of(process), "it serves")
        yield process


def who_answers(process) -> int:
    return int(httpx.get(process.url("/pid"), timeout=30).text)


def processes_of(process) -> set[int]:
    return {each.pid for each in process.descendants()}


class Load:
    """People who add tasks one after the other, each with a key of its own, until told to stop."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.stop = Event()
        self.answers: Counter[int] = Counter()
        self.acknowledged: list[str] = []

    def person(self, number: int) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            client.post(f"/enter/person{number}@example.org")
            for turn in range(10_000):
                if self.stop.is_set():
                    return
                title = f"Task {number} {turn}"
                answer = client.post(f"/api/add/{title}")
                self.answers[answer.status_code] += 1
                if answer.status_code == 200:
                    self.acknowledged.append(title)


def test_the_new_release_takes_over_without_a_failed_request(machine, address):
    with release(machine, address) as old, ThreadPoolExecutor(CLIENTS) as pool:
        load = Load(old.port)
        people = [pool.submit(load.person, number) for number in range(CLIENTS)]
        eventually(lambda: len(load.acknowledged) > 20, "people are at work")
        with release(machine, address) as new:
            before = len(load.acknowledged)
            assert old.end() == 0
            eventually(lambda: len(load.acknowledged) > before + 20, "the new one serves")
            load.stop.set()
            for person in people:
                person.result()
            assert new.end() == 0

    assert set(load.answers) == {200}
    kept = machine.sql("SELECT title FROM tasks_task WHERE title LIKE 'Task %%'")
    assert sorted(title for (title,) in kept) == sorted(load.acknowledged)
