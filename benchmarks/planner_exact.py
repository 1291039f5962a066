"""Solve small problems exactly by CP-SAT: least missed, then late, then left out."""

from __future__ import annotations

from itertools import pairwise

from ortools.sat.python import cp_model

from tasks.planning.solver import Chunks, Cost, Problem, Span, Task

WORKERS = 2
LEVELS = ("missed", "late", "left_out")


def exact_cost(problem: Problem, seconds: float) -> Cost | None:
    """Return the least cost of a problem without pinned or current blocks.

    The levels are minimized one after the other, each within the optimum of those before. Return
    None if a level isn't proven optimal within `seconds`.
    """
    model = _Model(problem)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = seconds
    best = {}
    for level in LEVELS:
        total = sum(model.terms[level])
        model.cp.minimize(total)
        if solver.solve(model.cp) != cp_model.OPTIMAL:
            return None
        best[level] = round(solver.objective_value)
        model.cp.add(total <= best[level])
    return Cost(**best)


class _Model:
    """Tasks as optional intervals; each block is longer by a buffer, so that none may touch."""

    def __init__(self, problem: Problem) -> None:
        self.cp = cp_model.CpModel()
        self.problem = problem
        self.intervals: list[cp_model.IntervalVar] = []
        self.present: dict[str, cp_model.IntVar] = {}
        self.start: dict[str, cp_model.IntVar] = {}
        self.finish: dict[str, cp_model.IntVar] = {}
        self.terms: dict[str, list[cp_model.LinearExpr | int]] = {level: [0] for level in LEVELS}
        for task in problem.tasks:
            self._add(task)
        self.cp.add_no_overlap(self.intervals)
        for task in problem.tasks:
            for name in task.after:
                self.cp.add_implication(self.present[task.id], self.present[name])
                order = self.finish[name] <= self.start[task.id]
                self.cp.add(order).only_enforce_if(self.present[task.id])

    def _add(self, task: Task) -> None:
        cp, now, until = self.cp, self.problem.now, self.problem.until
        present = self.present[task.id] = cp.new_bool_var(f"present {task.id}")
        finish = self.finish[task.id] = cp.new_int_var(now, until, f"finish {task.id}")
        if task.chunks:
            pieces = self._chunks(task, task.chunks, present)
        else:
            pieces = [self._chunk(task, present)]
        self.start[task.id] = pieces[0][0]
        for _, end, is_used in pieces:
            cp.add(finish >= end).only_enforce_if(is_used)
        cp.add(finish == until).only_enforce_if(present.negated())
        self._price(task, present, finish)

    def _chunk(self, task: Task, present):
        free = [Span(b, e - task.minutes) for b, e in self._free(task) if e - b >= task.minutes]
        if not free:
            self.cp.add(present == 0)
            free = [Span(self.problem.now, self.problem.now)]
        domain = cp_model.Domain.from_intervals(free)
        start = self.cp.new_int_var_from_domain(domain, task.id)
        self._occupy(start, task.minutes, present)
        return start, start + task.minutes, present

    def _chunks(self, task: Task, chunks: Chunks, present):
        cp, now, until = self.cp, self.problem.now, self.problem.until
        least = min(chunks.least, task.minutes // -(-task.minutes // chunks.most))
        closed = self._closed(task)
        pieces, sizes = [], []
        for number in range(task.minutes // least):
            is_used = cp.new_bool_var("") if number else present
            start, end = cp.new_int_var(now, until, ""), cp.new_int_var(now, until, "")
            size, counted = (
                cp.new_int_var(least, chunks.most, ""),
                cp.new_int_var(0, chunks.most, ""),
            )
            own = cp.new_optional_interval_var(start, size, end, is_used, "")
            cp.add_no_overlap([own, *closed])
            self._occupy(start, size, is_used)
            cp.add(counted == size).only_enforce_if(is_used)
            cp.add(counted == 0).only_enforce_if(is_used.negated())
            sizes.append(counted)
            pieces.append((start, end, is_used))
        for (_, end, before), (start, _, is_used) in pairwise(pieces):
            cp.add_implication(is_used, before)
            cp.add(start >= end).only_enforce_if(is_used)
        cp.add(sum(sizes) == task.minutes).only_enforce_if(present)
        return pieces

    def _occupy(self, start, size, is_used) -> None:
        end = self.cp.new_int_var(0, self.problem.until + self.problem.buffer, "")
        padded = self.cp.new_optional_interval_var(
            start, size + self.problem.buffer, end, is_used, ""
        )
        self.intervals.append(padded)

    def _price(self, task: Task, present, finish) -> None:
        until, deadline = self.problem.until, task.deadline
        self.terms["left_out"].append(task.weight * (1 - present))
        if deadline is None:
            return
        if not task.hard:
            late = self.cp.new_int_var(0, max(0, until - deadline), "")
            self.cp.add(late >= finish - deadline)
            self.terms["late"].append(task.weight * late)
        elif deadline <= until:
            self.terms["missed"].append(task.weight * (1 - present))

    def _free(self, task: Task) -> list[Span]:
        """Return the time that a task may use, computed minute by minute."""
        problem = self.problem
        last = problem.until
        if task.hard and task.deadline is not None:
            last = min(last, task.deadline)
        free = [False] * (problem.until + 1)
        for begin, end in problem.hours.get(task.hours, ()):
            for minute in range(max(begin, problem.now, task.earliest or 0), min(end, last)):
                free[minute] = True
        for begin, end in problem.busy:
            first = max(0, begin - problem.buffer)
            for minute in range(first, min(problem.until, end + problem.buffer)):
                free[minute] = False
        edges = [minute for minute in range(problem.until + 1) if free[minute] != free[minute - 1]]
        return [Span(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True)]

    def _closed(self, task: Task) -> list[cp_model.IntervalVar]:
        free = self._free(task)
        begins = [0, *(end for _, end in free)]
        ends = [*(begin for begin, _ in free), self.problem.until]
        return [
            self.cp.new_fixed_size_interval_var(begin, end - begin, "")
            for begin, end in zip(begins, ends, strict=True)
            if begin < end
        ]
