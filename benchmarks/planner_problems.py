"""Generate planning problems: feasible weeks, small ones, big ones, and weighted tardiness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tasks.planning.solver.problem import Block, Chunks, EnergyStep, Problem, Span, Task

DAY = 24 * 60
WEIGHTS = (8, 4, 2, 1)


def weighted_tardiness(
    minutes: Sequence[int], weights: Sequence[int], dues: Sequence[int]
) -> Problem:
    """Return a one-machine problem: endless free time from 0, and soft deadlines."""
    tasks = tuple(
        Task(str(n), minutes=p, weight=w, deadline=d)
        for n, (p, w, d) in enumerate(zip(minutes, weights, dues, strict=True))
    )
    end = sum(minutes)
    return Problem(tasks, {"default": (Span(0, end),)}, now=0, until=end)


def or_library(folder: Path) -> Iterator[tuple[str, list[tuple[Problem, int]]]]:
    """Yield each wtN.txt of a folder with its wtoptN.txt (or wtbestN…txt): problems and optima.

    The files are those of Beasley's OR-Library: for each instance all minutes, all weights, all
    due times. The number of optima tells how many tasks an instance has.
    """
    for path in sorted(folder.glob("wt[0-9]*.txt")):
        size = path.stem.removeprefix("wt")
        solutions = [*folder.glob(f"wtbest{size}*.txt"), *folder.glob(f"wtopt{size}.txt")]
        if solutions:
            optima = _numbers(solutions[-1])
            yield path.stem, list(zip(_instances(_numbers(path), len(optima)), optima, strict=True))


def _instances(numbers: list[int], count: int) -> Iterator[Problem]:
    length, rest = divmod(len(numbers), 3 * count)
    if rest:
        raise ValueError(f"{len(numbers)} numbers are not three rows for each of {count} optima.")
    rows = [numbers[start : start + length] for start in range(0, len(numbers), length)]
    for minutes, weights, dues in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
        yield weighted_tardiness(minutes, weights, dues)


def _numbers(path: Path) -> list[int]:
    return list(map(int, path.read_text().split()))


@dataclass(frozen=True)
class Week:
    """A problem built around a hidden plan that satisfies all of it."""

    problem: Problem
    hidden: tuple[Block, ...]


def feasible_week(random: Random, least: int = 25, most: int = 60) -> Week:
    """Return a week of `least` to `most` tasks whose hard deadlines can all be met."""
    maker = _Maker(random, days=7, buffer=random.choice((0, 0, 5, 10, 15)))
    maker.add_events(random.randint(5, 30))
    maker.add_tasks(random.randint(least, most))
    return maker.week()


def small_week(random: Random) -> Problem:
    """Return one to three short days with at most 12 tasks, which may not all fit or be in time."""
    maker = _Maker(random, days=random.randint(1, 3), buffer=random.choice((0, 5, 10)))
    maker.tighten()
    maker.add_events(random.randint(1, 4) * maker.days)
    maker.add_tasks(random.randint(8, 12), crowded=True)
    return maker.week().problem


def big_fortnight(random: Random) -> Problem:
    """Return 14 days with 80 events and 200 tasks."""
    maker = _Maker(random, days=14, buffer=5)
    maker.add_events(80)
    maker.add_tasks(200, crowded=True)
    return maker.week().problem


class _Maker:
    def __init__(self, random: Random, days: int, buffer: int) -> None:
        self.random = random
        self.days = days
        self.buffer = buffer
        self.now = random.choice((0, 8 * 60, 9 * 60 + 7))
        self.until = days * DAY
        self.hours = self._hours()
        self.busy: list[Span] = []
        self.slack = (0, 15, 60, 240, DAY, 2 * DAY)
        self.blocks: list[Block] = []
        self.tasks: list[Task] = []

    def _hours(self) -> dict[str, tuple[Span, ...]]:
        begin, end = self.random.choice((8, 9)) * 60, self.random.choice((17, 18)) * 60
        lunch = self.random.random() < 0.5
        work, home = [], []
        for day in range(self.days):
            start = day * DAY
            if day % 7 < 5:
                parts = ((begin, 12 * 60), (13 * 60, end)) if lunch else ((begin, end),)
                work += [Span(start + a, start + b) for a, b in parts]
                late = 25 * 60 if self.random.random() < 0.2 else 22 * 60
                home.append(Span(start + 18 * 60, min(self.until, start + late)))
            else:
                home.append(Span(start + 10 * 60, start + 20 * 60))
        return {"default": tuple(work), "home": tuple(home)}

    def tighten(self) -> None:
        """Keep only the first range of hours of each day, and demand more than fits."""
        self.slack = (-DAY, -240, -60, 0, 30, 120)
        self.hours["default"] = self.hours["default"][
            :: max(1, len(self.hours["default"]) // self.days)
        ]

    def add_events(self, count: int) -> None:
        for _ in range(count):
            day, minute = (
                self.random.randrange(self.days),
                self.random.randrange(7 * 12, 21 * 12) * 5,
            )
            length = self.random.choice((15, 30, 30, 45, 60, 60, 90, 120))
            self.busy.append(Span(day * DAY + minute, day * DAY + minute + length))

    def add_tasks(self, count: int, *, crowded: bool = False) -> None:
        """Add tasks with a place in the hidden plan; `crowded` ones may have none."""
        for number in range(count):
            task = self._task(f"t{number}")
            places = self._place(task)
            if places:
                self.blocks += places
                self.tasks.append(self._constrained(task, places))
            elif crowded:
                begin = self.random.randrange(self.now, self.until)
                block = Block(begin, begin + task.minutes, task.id)
                self.tasks.append(self._constrained(task, [block]))

    def _task(self, name: str) -> Task:
        random = self.random
        minutes = random.choice((10, 15, 20, 25, 30, 30, 45, 45, 60, 60, 75, 90, 120))
        chunks = None
        if random.random() < 0.1:
            minutes, chunks = (
                random.choice((90, 120, 180, 240)),
                Chunks(30, random.choice((45, 60, 90))),
            )
        return Task(
            name,
            minutes,
            weight=random.choice(WEIGHTS),
            energy=random.choice((0, 1, 1, 1, 2)),
            hours="home" if random.random() < 0.25 else "default",
            chunks=chunks,
        )

    def _place(self, task: Task) -> list[Block]:
        """Find random free time for every chunk of a task; empty if that fails."""
        sizes = [task.minutes]
        if task.chunks:
            sizes = [30] * (task.minutes // 30)
        placed: list[Block] = []
        for size in sizes:
            block = self._free_block(task, size, placed)
            if block is None:
                return []
            placed.append(block)
        return sorted(placed)

    def _free_block(self, task: Task, size: int, own: list[Block]) -> Block | None:
        windows = [w for w in self.hours[task.hours] if w.end - max(w.begin, self.now) >= size]
        for _ in range(60 if windows else 0):
            window = self.random.choice(windows)
            begin = self.random.randint(max(window.begin, self.now), window.end - size)
            if self.random.random() < 0.8:
                begin = min(-(-begin // 5) * 5, window.end - size)
            block = Block(begin, begin + size, task.id)
            occupied = [*self.busy, *((b, e) for b, e, _ in (*self.blocks, *own))]
            if all(max(b - block.end, begin - e) >= self.buffer for b, e in occupied):
                return block
        return None

    def _constrained(self, task: Task, places: list[Block]) -> Task:
        """Add a deadline, earliest start and order that the hidden plan satisfies."""
        random, begin, end = self.random, places[0].begin, places[-1].end
        kind = random.random()
        if kind < 0.7:
            slack = random.choice(self.slack)
            task = replace(task, deadline=end + slack, hard=kind < 0.4)
        if random.random() < 0.25:
            task = replace(task, earliest=max(0, begin - random.choice((0, 30, 240, DAY))))
        earlier = [block.task for block in self.blocks if block.end <= begin]
        done = [name for name in earlier if self._end(name) <= begin and name != task.id]
        if done and random.random() < 0.12:
            task = replace(task, after=(random.choice(done),))
        return task

    def _end(self, name: str) -> int:
        return max(block.end for block in self.blocks if block.task == name)

    def week(self) -> Week:
        return Week(
            Problem(
                tasks=tuple(self.tasks),
                hours=self.hours,
                now=self.now,
                until=self.until,
                busy=tuple(self.busy),
                buffer=self.buffer,
                energy=self._energy(),
            ),
            tuple(sorted(self.blocks)),
        )

    def _energy(self) -> tuple[EnergyStep, ...]:
        """Return high energy in the morning, low after lunch and late in the evening."""
        if self.random.random() < 0.3:
            return ()
        levels = ((0, 9, 1), (9, 12, 2), (12, 13, 1), (13, 15, 0), (15, 20, 1), (20, 24, 0))
        return tuple(
            EnergyStep(day * DAY + begin * 60, day * DAY + end * 60, level)
            for day in range(self.days)
            for begin, end, level in levels
        )
