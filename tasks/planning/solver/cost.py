"""Compute the cost of a plan, and pack it into one integer that sorts the same way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tasks.planning.solver import rates as rate
from tasks.planning.solver.calendar_days import day_index
from tasks.planning.solver.chunking import feasible_chunks
from tasks.planning.solver.problem import VALUES, Block, Cost, Problem, Task
from tasks.planning.solver.timeline import fixed_blocks

TOP_LEVELS = 3  # missed, late and left_out: the components that have a lower bound


def evaluate(problem: Problem, blocks: Iterable[Block]) -> Cost:
    """Return the cost of a plan, pinned blocks included."""
    blocks = sorted(blocks)
    planned, current = by_task(blocks), by_task(problem.current)
    fixed = {block.task for block in fixed_blocks(problem)}
    costs = [
        task_cost(problem, task, planned[task.id], current[task.id], task.id in fixed)
        for task in problem.tasks
    ]
    total = Cost(*map(sum, zip(*costs, strict=True))) if costs else Cost()
    switches, idle = neighbour_cost(problem, blocks)
    return total._replace(switches=switches, idle=idle)


def by_task(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    """Group blocks by task, sorted; a task without blocks has an empty list."""
    grouped: dict[str, list[Block]] = defaultdict(list)
    for block in sorted(blocks):
        grouped[block.task].append(block)
    return grouped


def task_cost(
    problem: Problem, task: Task, blocks: Sequence[Block], current: Sequence[Block], fixed: bool
) -> Cost:
    """Return the cost of a task; blocks are sorted, `fixed` says that one can't move."""
    moved, shifted = movement(problem, task, current, blocks)
    missing = missing_minutes(problem, task, blocks, fixed)
    value = unfinished_cost(problem, task, missing) if missing else Cost()
    finish = problem.until if missing or not blocks else blocks[-1].end
    return value._replace(
        late=lateness_cost(problem, task, finish),
        left_day=left_day_cost(task, blocks),
        moved=moved,
        shifted=shifted,
        delay=sum(delay(problem, task, block) for block in blocks),
        energy=sum(lacking_energy(problem, task, block) for block in blocks),
        ideal=sum(outside_ideal(task, block) for block in blocks),
        fragments=fragments(blocks),
        uneven=unevenness(problem, task, blocks),
    )


def missing_minutes(problem: Problem, task: Task, blocks: Sequence[Block], fixed: bool) -> int:
    """Return the minutes that blocks leave undone; a fixed block finishes an undivided task."""
    if fixed and task.chunks is None:
        return 0
    planned = sum(block.end - block.begin for block in blocks)
    return max(0, needed_minutes(problem, task) - planned)


def needed_minutes(problem: Problem, task: Task) -> int:
    """Return the minutes of a task that this plan should do.

    A task that isn't due within the plan needs only its fair share of each day.
    """
    is_due = task.deadline is not None and task.deadline <= problem.until
    if is_due or not task.daily:
        return task.minutes
    days = day_index(problem, problem.until - 1) - day_index(problem, problem.now) + 1
    return min(task.minutes, task.daily * days)


def unfinished_cost(problem: Problem, task: Task, missing: int) -> Cost:
    """Return the cost of the missing minutes of a task, without lateness."""
    rates = problem.rates
    is_missed = task.hard and task.deadline is not None and task.deadline <= problem.until
    missed = task.weight * (rates.missed_base + rates.missed_minute * missing)
    left_out = task.weight * (rates.left_base + rates.left_minute * missing)
    return Cost(
        missed=missed if is_missed else 0,
        left_out=left_out * meant_factor(problem, task),
    )


def meant_factor(problem: Problem, task: Task) -> int:
    """Return by how much more it costs to leave out a task that was meant for this time."""
    if task.latest is not None:
        return problem.rates.chosen
    return problem.rates.meant if task.meant else 1


def absent_cost(problem: Problem, task: Task, missing: int) -> Cost:
    """Return the cost of leaving a task out: a soft deadline is late until the plan ends."""
    late = lateness_cost(problem, task, problem.until)
    return unfinished_cost(problem, task, missing)._replace(late=late)


def lateness_cost(problem: Problem, task: Task, finish: int) -> int:
    """Return the cost of finishing after a soft deadline; 0 without one."""
    if task.hard or task.deadline is None or finish <= task.deadline:
        return 0
    rates = problem.rates
    price = rates.late_once + rates.late_minute * (finish - task.deadline)
    if rates.late_day:
        days = day_index(problem, finish - 1) - day_index(problem, task.deadline - 1)
        price += rates.late_day * min(days, rates.late_days)
    return task.weight * price


def left_day_cost(task: Task, blocks: Sequence[Block]) -> int:
    """Return the cost of work outside the days to which a task belongs."""
    if task.latest is None:
        return 0
    outside = [b for b in blocks if b.end > task.latest or b.begin < (task.earliest or b.begin)]
    minutes = sum(block.end - block.begin for block in outside)
    return rate.LEFT_DAY * task.weight * (15 + minutes) if outside else 0


def delay(problem: Problem, task: Task, block: Block) -> int:
    """Return the cost of the time until a block begins, more so in the last day of a task."""
    wait = max(0, block.begin - problem.now)
    if task.deadline is not None and task.deadline > problem.now:
        wait += rate.RUSH * max(0, block.begin - max(problem.now, task.deadline - rate.LAST_DAY))
    return delay_weight(task) * (block.end - block.begin) * wait // rate.DELAY


def delay_weight(task: Task) -> int:
    """Return the weight of waiting: of equal tasks, the more demanding one goes first."""
    return task.weight * (3 + task.energy)


def lacking_energy(problem: Problem, task: Task, block: Block) -> int:
    """Return the cost of the minutes in which there is less energy than a task needs."""
    lacking = sum(
        max(0, task.energy - level) * max(0, min(end, block.end) - max(begin, block.begin))
        for begin, end, level in problem.energy
    )
    return rate.ENERGY * lacking


def outside_ideal(task: Task, block: Block) -> int:
    """Return the cost of the minutes outside a task's ideal time."""
    if not task.ideal:
        return 0
    inside = sum(max(0, min(end, block.end) - max(begin, block.begin)) for begin, end in task.ideal)
    return (rate.IDEAL + task.weight) * (block.end - block.begin - inside)


def fragments(blocks: Sequence[Block]) -> int:
    """Return the cost of doing a task in several chunks."""
    if len(blocks) < 2:
        return 0
    short = sum(block.end - block.begin < rate.SHORT_CHUNK for block in blocks)
    return rate.FRAGMENT * (len(blocks) - 1) + rate.SHORT_FRAGMENT * short


def unevenness(problem: Problem, task: Task, blocks: Sequence[Block]) -> int:
    """Return the cost of the minutes above a task's fair share of a day."""
    if not task.daily:
        return 0
    minutes: Counter[int] = Counter()
    for block in blocks:
        minutes[day_index(problem, block.begin)] += block.end - block.begin
    return rate.UNEVEN * task.weight * sum(max(0, total - task.daily) for total in minutes.values())


def movement(
    problem: Problem, task: Task, current: Sequence[Block], blocks: Sequence[Block]
) -> tuple[int, int]:
    """Return the costs of current blocks that leave their day, and of those that move within it.

    The k-th block that moves becomes the k-th new one.
    """
    if not current:
        return 0, 0
    unchanged = Counter(current) & Counter(blocks)
    old = sorted((Counter(current) - unchanged).elements())
    new = sorted((Counter(blocks) - unchanged).elements())
    moved = shifted = 0
    for index, before in enumerate(old):
        after = new[index] if index < len(new) else None
        minutes = before.end - before.begin
        if after and day_index(problem, after.begin) == day_index(problem, before.begin):
            shifted += shift_price(problem, task, minutes) * abs(after.begin - before.begin)
        else:
            moved += moved_price(task, minutes)
    return moved, shifted


def moved_price(task: Task, minutes: int) -> int:
    """Return the price of an accepted block that leaves its day."""
    return (task.weight + rate.MOVED_WEIGHT) * (15 + minutes)


def shift_price(problem: Problem, task: Task, minutes: int) -> int:
    """Return the price of a minute by which a block moves: more than doing it sooner is worth."""
    slope = delay_weight(task) * (1 if task.deadline is None else 1 + rate.RUSH)
    return problem.rates.shift * (1 - (-slope * minutes // rate.DELAY))


def neighbour_cost(problem: Problem, blocks: Sequence[Block]) -> tuple[int, int]:
    """Return the costs of changes of domain and of short idle times between sorted blocks."""
    domains = {task.id: task.domain for task in problem.tasks}
    switches = idle = 0
    longest = idle_limit(problem)
    for before, after in pairwise(blocks):
        if day_index(problem, before.begin) == day_index(problem, after.begin):
            names = {domains.get(before.task, ""), domains.get(after.task, "")}
            switches += len(names) == 2 and "" not in names
            idle += problem.buffer < after.begin - before.end < longest
    return rate.SWITCH * switches, rate.IDLE * idle


def idle_limit(problem: Problem) -> int:
    """Return the minutes from which the time between two neighbours is no waste."""
    longest = rate.IDLE_MINUTES + problem.buffer
    return min(longest, problem.break_minutes or longest)


def packing(problem: Problem) -> Cost:
    """Return a multiplier for each component, so that weighted sums sort like costs.

    A search adds and compares one integer instead of thirteen. For two sums, value outweighs
    all comfort; otherwise each component outweighs all later ones.
    """
    limits = _limits(problem)
    if not problem.rates.lexicographic:
        unit = sum(limits[VALUES:]) + 1
        return Cost(*([unit] * VALUES + [1] * (len(limits) - VALUES)))
    multipliers = [1]
    for limit in reversed(limits[1:]):
        multipliers.append(multipliers[-1] * (limit + 1))
    return Cost(*reversed(multipliers))


def top_packing(problem: Problem) -> Cost:
    """Return the packing of the components that have a bound, for smaller integers."""
    full = packing(problem)
    unit = full[TOP_LEVELS - 1]
    return Cost(*(multiplier // unit for multiplier in full))


def pack(cost: Cost, scale: Cost) -> int:
    """Return the weighted sum of a cost by the multipliers of a packing."""
    return sum(value * multiplier for value, multiplier in zip(cost, scale, strict=True))


def _limits(problem: Problem) -> Cost:
    """Return an upper bound of each component over all plans."""
    tasks = problem.tasks
    fixed = (*problem.pinned, *problem.current)
    first = min([problem.now, *(block.begin for block in fixed)])
    last = max([problem.until, *(block.end for block in fixed)])
    length = max(0, last - first)
    absent = [absent_cost(problem, task, task.minutes) for task in tasks]
    minutes = sum(task.minutes for task in tasks) + sum(end - begin for begin, end, _ in fixed)
    pieces = len(fixed) + sum(_max_chunks(task) for task in tasks)
    weight = max((task.weight for task in tasks), default=0)
    needs = max((task.energy for task in tasks), default=0)
    return Cost(
        missed=sum(cost.missed for cost in absent),
        late=sum(lateness_cost(problem, task, last) for task in tasks),
        left_out=sum(cost.left_out for cost in absent),
        left_day=rate.LEFT_DAY * weight * (15 * pieces + minutes),
        moved=sum((weight + rate.MOVED_WEIGHT) * (15 + b.end - b.begin) for b in problem.current),
        shifted=length
        * problem.rates.shift
        * sum(
            2 + 4 * weight * (3 + needs) * (b.end - b.begin) // rate.DELAY for b in problem.current
        ),
        delay=weight * (3 + needs) * minutes * (1 + rate.RUSH) * length // rate.DELAY,
        energy=rate.ENERGY * needs * minutes,
        ideal=(rate.IDEAL + weight) * minutes,
        switches=rate.SWITCH * pieces,
        fragments=(rate.FRAGMENT + rate.SHORT_FRAGMENT) * pieces,
        idle=rate.IDLE * pieces,
        uneven=rate.UNEVEN * weight * minutes,
    )


def _max_chunks(task: Task) -> int:
    least = feasible_chunks(task.minutes, task.chunks).least if task.chunks else task.minutes
    return task.minutes // least
