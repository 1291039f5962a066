"""Compare a plan with the current one, and apply a part of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tasks.planning.solver.cost import by_task
from tasks.planning.solver.problem import Block


class Diff(NamedTuple):
    """Blocks that stay, appear, disappear, and pairs (before, after) of those that move."""

    unchanged: tuple[Block, ...]
    added: tuple[Block, ...]
    moved: tuple[tuple[Block, Block], ...]
    removed: tuple[Block, ...]


def diff(current: Sequence[Block], blocks: Sequence[Block]) -> Diff:
    """Compare two plans task by task; the k-th chunk that disappears becomes the k-th new one."""
    unchanged: list[Block] = []
    added: list[Block] = []
    moved: list[tuple[Block, Block]] = []
    removed: list[Block] = []
    before, after = by_task(current), by_task(blocks)
    for task in sorted({*before, *after}):
        common = {*before[task]} & {*after[task]}
        old = [block for block in before[task] if block not in common]
        new = [block for block in after[task] if block not in common]
        unchanged += common
        moved += zip(old, new, strict=False)
        removed += old[len(new) :]
        added += new[len(old) :]
    return Diff(
        tuple(sorted(unchanged)), tuple(sorted(added)), tuple(sorted(moved)), tuple(sorted(removed))
    )


def merge_accepted(
    current: Sequence[Block], blocks: Sequence[Block], tasks: Collection[str]
) -> tuple[Block, ...]:
    """Take the accepted tasks from `blocks` and all others from `current`.

    The result may collide, for example if a block takes the place of one that wasn't accepted to
    move: the checker has to judge it.
    """
    accepted = [block for block in blocks if block.task in tasks]
    return tuple(sorted([*accepted, *(block for block in current if block.task not in tasks)]))
