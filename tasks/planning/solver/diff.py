"""What a plan changes in the current one, and taking over only a part of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tasks.planning.solver.cost import by_task
from tasks.planning.solver.problem import Block


class Diff(NamedTuple):
    """Blocks that stay, appear, disappear, and pairs (before, after) of those that move."""

    kept: tuple[Block, ...]
    added: tuple[Block, ...]
    moved: tuple[tuple[Block, Block], ...]
    removed: tuple[Block, ...]


def diff(current: Sequence[Block], blocks: Sequence[Block]) -> Diff:
    """Compare two plans task by task; the k-th chunk that went becomes the k-th that came."""
    kept: list[Block] = []
    added: list[Block] = []
    moved: list[tuple[Block, Block]] = []
    removed: list[Block] = []
    before, after = by_task(current), by_task(blocks)
    for task in sorted({*before, *after}):
        stays = {*before[task]} & {*after[task]}
        gone = [block for block in before[task] if block not in stays]
        new = [block for block in after[task] if block not in stays]
        kept += stays
        moved += zip(gone, new, strict=False)
        removed += gone[len(new) :]
        added += new[len(gone) :]
    return Diff(
        tuple(sorted(kept)), tuple(sorted(added)), tuple(sorted(moved)), tuple(sorted(removed))
    )


def merge_accepted(
    current: Sequence[Block], blocks: Sequence[Block], tasks: Collection[str]
) -> tuple[Block, ...]:
    """Take over the given tasks from `blocks` and leave the others as they are in `current`.

    The mixture may collide (one block accepted into the place of another that was refused), so
    the checker has to judge it.
    """
    taken = [block for block in blocks if block.task in tasks]
    return tuple(sorted([*taken, *(block for block in current if block.task not in tasks)]))
