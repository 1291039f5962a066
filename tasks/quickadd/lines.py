"""Turns several pasted lines into several tasks: an indent is a subtask."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from tasks.quickadd.dates import Calendar
from tasks.quickadd.parse import understand
from tasks.quickadd.readers import Grammar
from tasks.quickadd.tokens import Names, Parsed

# "- ", "* ", "• ", "1. " or "1) ", then perhaps "[ ] " or "[x] ", then something to do.
BULLET = re.compile(r"\s*+(?:[-*+•–]\s++|[0-9]{1,3}[.)]\s++)?+(?:\[[ xX]?\]\s++)?+(?=\S)")
TAB_WIDTH: Final = 4
# task › subtask › subtask
DEEPEST: Final = 2


def parse_lines(
    text: str, today: date, names: Names, *, week_start: int = 0, day_first: bool = True
) -> list[tuple[int, Parsed]]:
    """Read each line that is not blank as (depth, task); never raises.

    Depth 0 is a task, 1 a subtask of the nearest line above with depth 0, and so on; a line
    deeper than the tree allows becomes a sibling. Tokens' positions are in the whole text.
    """
    grammar = Grammar(Calendar(today, week_start, day_first), names)
    indents: list[int] = []
    tasks = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if bullet := BULLET.match(line):
            parsed = understand(line[bullet.end() :], grammar)
            tasks.append((_depth(line, indents), _moved(parsed, offset + bullet.end())))
        offset += len(line)
    return tasks


def _depth(line: str, indents: list[int]) -> int:
    """The depth of a line below those whose indents are still open; opens its own."""
    spaces = line.expandtabs(TAB_WIDTH)
    indent = len(spaces) - len(spaces.lstrip())
    while indents and indents[-1] >= indent:
        indents.pop()
    indents.append(indent)
    return min(len(indents) - 1, DEEPEST)


def _moved(parsed: Parsed, by: int) -> Parsed:
    tokens, unknown = (
        tuple(replace(token, start=token.start + by, end=token.end + by) for token in tokens)
        for tokens in (parsed.tokens, parsed.unknown)
    )
    return replace(parsed, tokens=tokens, unknown=unknown)
