"""Live through a year minute by minute: carry out a policy's plan while things happen.

The person works as planned until something happens, and then the policy makes a new plan:

- ``MORNING``: the day begins.
- ``LATE``: a block ends in five minutes and its task won't be done. The person says how much
  longer it takes: the truth, rounded up to 15 minutes, an hour at most.
- ``EARLY``: a task is done at least 15 minutes before its block ends.
- ``COLLISION``: a meeting or a promise lands on a block.
- ``INTERRUPTED``: a meeting or a promise begins, and the block in progress isn't done.
- ``ARRIVAL``: something new is due today or on the next working day.
- ``IDLE``: nothing is planned for the next half hour.

A task in progress may take up to 30 minutes of overtime if that finishes it. Days of series are
skipped at midnight, and trifles are given up after four weeks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from benchmarks.year_figures import Figures
from benchmarks.year_problem import LEAST, OpenWork, state_problem
from benchmarks.year_world import DAY, Meeting, Work, World
from tasks.planning.solver import Block, Day, Problem, extended

OVERTIME = 30
EARLY_MINUTES = 15
IDLE_MINUTES = 30
NOTICE = 5  # minutes before the end of a block
LONGEST_GUESS, GUESS_GRID = 60, 15
GIVEN_UP = 28 * DAY
NEVER = 1 << 40


class Happening(StrEnum):
    """What makes a person plan."""

    MORNING = "morning"
    LATE = "late"
    EARLY = "early"
    COLLISION = "collision"
    INTERRUPTED = "interrupted"
    ARRIVAL = "arrival"
    IDLE = "idle"


# Returns the blocks in progress or to come, for a happening and the minutes of a late one.
Policy = Callable[[Happening, Problem, Day, int], Sequence[Block]]
# Is called with the problem and the plan of each morning.
Watcher = Callable[["Year", Problem, Sequence[Block]], None]


class Year:
    """A person's year under a policy."""

    def __init__(self, world: World, policy: Policy, watch: Watcher | None = None) -> None:
        self.world = world
        self.policy = policy
        self.watch = watch
        self.now = 0
        self.open: dict[str, OpenWork] = {}
        self.meetings: list[Meeting] = []
        self.plan: list[Block] = []
        self.active: Block | None = None
        self.done: dict[str, int] = {}
        self.figures = Figures(world)
        self._works = list(world.works)
        self._unknown = sorted(world.meetings, key=lambda meeting: meeting.known)

    def run(self) -> Year:
        for day in self.world.days:
            self._run_day(day)
        self.figures.done = self.done
        return self

    def _run_day(self, day: int) -> None:
        begin, end = self.world.hours(day)
        self.now, self.active = begin, None
        self._learn()
        self._forget(day)
        if day in self.world.sick:
            self.plan = [block for block in self.plan if block.begin >= day + DAY]
            return
        self._make_plan(Happening.MORNING)
        self.figures.begin_day(day, self.plan)
        while self._step(end):
            pass
        self.plan = [block for block in self.plan if block.begin >= day + DAY]
        self.figures.end_day()

    def _forget(self, day: int) -> None:
        """Let promises and days that have passed lapse, and drop what nobody needs any more."""
        for name, one in list(self.open.items()):
            work = one.work
            if work.day is not None and work.day < day:
                one.lapsed = True
            is_old = self.now - max(work.arrives, work.deadline or 0) > GIVEN_UP
            if (is_old and work.impact > 2) or (one.lapsed and work.is_habit):
                del self.open[name]
        self.plan = [b for b in self.plan if b.begin >= self.now and b.task in self.open]

    def _learn(self) -> tuple[list[Work], list[Meeting]]:
        """Take in what has arrived or appeared by now."""
        works, meetings = [], []
        while self._works and self._works[0].arrives <= self.now:
            work = self._works.pop(0)
            works.append(work)
            self.open[work.id] = OpenWork(work, work.estimate)
        while self._unknown and self._unknown[0].known <= self.now:
            meetings.append(self._unknown.pop(0))
        self.meetings = [m for m in (*self.meetings, *meetings) if m.end > self.now]
        return works, meetings

    def _next_news(self) -> int:
        works = self._works[0].arrives if self._works else NEVER
        return min(works, self._unknown[0].known if self._unknown else NEVER)

    def _step(self, end: int) -> bool:
        """Go on to the next moment at which something happens; tell whether the day continues."""
        return self._work_on(self.active, end) if self.active else self._wait(end)

    def _wait(self, end: int) -> bool:
        block = self._next_block()
        start = self._start_of(block) if block else NEVER
        moment = min(start, self._next_news())
        if moment >= end:
            return False
        self.now = moment
        if block and moment == start:
            self.plan.remove(block)
            self.active = block._replace(begin=start, end=start + block.end - block.begin)
            self.plan.append(self.active)
        else:
            self._hear()
        return True

    def _next_block(self) -> Block | None:
        promises = {one.promise for one in self.open.values()}
        blocks = [block for block in self.plan if block.end > self.now or block not in promises]
        return min(blocks, default=None)

    def _start_of(self, block: Block) -> int:
        start = max(block.begin, self.now)
        for meeting in sorted(self.meetings):
            if meeting.begin <= start < meeting.end:
                start = meeting.end
        return start

    def _work_on(self, block: Block, end: int) -> bool:
        one = self.open[block.task]
        finish = self.now + one.remaining
        limit = end if finish > end + OVERTIME else NEVER
        stop = self._next_stop(block)
        planned = self._end_of(block)
        news = self._next_news()
        moment = min(finish, limit, stop, planned, news)
        self.figures.work(block.task, moment - self.now, max(0, moment - max(end, self.now)))
        one.spent += moment - self.now
        self.now = moment
        if moment == finish:
            self._finish(block, end)
        elif moment in (limit, stop):
            self._pause()
            if moment == stop < end:
                self._make_plan(Happening.INTERRUPTED)
            return moment != limit
        elif moment == planned:
            self._end_block(block, min(stop, end + OVERTIME))
        else:
            self._hear()
        return True

    def _next_stop(self, block: Block) -> int:
        """Return when a meeting or a promise interrupts the block in progress."""
        promises = [one.promise for one in self.open.values() if one.promise]
        begins = [m.begin for m in self.meetings if m.end > self.now]
        begins += [p.begin for p in promises if p.begin >= self.now and p.task != block.task]
        return max(self.now, min(begins, default=NEVER))

    def _finish(self, block: Block, end: int) -> None:
        self.active = None
        saved = block.end - self.now
        saved += sum(b.end - b.begin for b in self.plan if b.task == block.task and b != block)
        self.plan = [other for other in self.plan if other.task != block.task]
        one = self.open.pop(block.task)
        self.done[block.task] = self.now
        self.figures.finish(one)
        if self.now >= end:
            return
        upcoming = min((b.begin for b in self.plan if b.begin >= self.now), default=NEVER)
        if saved >= EARLY_MINUTES and upcoming < end:
            self._make_plan(Happening.EARLY)
            upcoming = min((b.begin for b in self.plan if b.begin >= self.now), default=NEVER)
        if min(upcoming, self._next_stop(block), end) - self.now >= IDLE_MINUTES:
            self._make_plan(Happening.IDLE)

    def _pause(self) -> None:
        """Stop the block in progress; what is left of it has to be planned."""
        assert self.active
        one = self.open[self.active.task]
        one.left = max(LEAST, one.left - (self.now - self.active.begin))
        self.plan.remove(self.active)
        self.active = None

    def _end_of(self, block: Block) -> int:
        """Return when a person who isn't done has to decide: go on, or do the rest later."""
        end = block.end if self._is_continued(block) else block.end - NOTICE
        return end if end > self.now else NEVER

    def _is_continued(self, block: Block) -> bool:
        return any(other.task == block.task and other != block for other in self.plan)

    def _end_block(self, block: Block, latest: int) -> None:
        if self._is_continued(block):
            self._pause()
            return
        more = min(self.open[block.task].remaining - (block.end - self.now), LONGEST_GUESS)
        minutes = min(-(-more // GUESS_GRID) * GUESS_GRID, latest - block.end)
        if minutes > 0:
            self._make_plan(Happening.LATE, minutes)

    def _hear(self) -> None:
        works, meetings = self._learn()
        spans = [(m.begin, m.end) for m in meetings]
        spans += [work.promise for work in works if work.promise]
        if any(b.begin < end and begin < b.end for begin, end in spans for b in self.plan):
            self._make_plan(Happening.COLLISION)
        elif self.active is None and self._next_block() is None and works:
            self._make_plan(Happening.IDLE)
        elif any(self._is_pressing(work) for work in works):
            self._make_plan(Happening.ARRIVAL)

    def _is_pressing(self, work: Work) -> bool:
        days = self.world.days
        tomorrow = days[min(bisect_right(days, self.now), len(days) - 1)]
        return work.deadline is not None and work.deadline <= tomorrow + DAY

    def problem(self) -> Problem:
        works = list(self.open.values())
        return state_problem(self.world, self.now, works, self.meetings, self.plan)

    def _make_plan(self, happening: Happening, minutes: int = 0) -> None:
        problem = self.problem()
        if minutes:
            problem = extended(problem, minutes)
            self._extend(minutes)
        plan = self.policy(happening, problem, problem.days[0], minutes)
        self.figures.compare(problem, plan)
        self.plan = [block for block in plan if block.end > self.now]
        if self.active and self.active not in self.plan:
            self.plan.append(self.active)
        if self.watch and happening == Happening.MORNING:
            self.watch(self, problem, plan)

    def _extend(self, minutes: int) -> None:
        assert self.active
        self.open[self.active.task].left += minutes
        self.plan.remove(self.active)
        self.active = self.active._replace(end=self.active.end + minutes)
        self.plan.append(self.active)

    def outcomes(self) -> Iterator[tuple[Work, bool]]:
        """Yield everything with a deadline, and whether it was done in time."""
        for work in self.world.works:
            if work.deadline is not None:
                yield work, self.done.get(work.id, NEVER) <= work.deadline
