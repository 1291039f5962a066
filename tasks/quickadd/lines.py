"""Parse several lines into tasks, with indented lines as subtasks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, Final

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.parse import parse_with_grammar
from tasks.quickadd.readers import Grammar
from tasks.quickadd.tokens import Names, Parsed

# "- ", "* ", "• ", "1. " or "1) ", then optionally "[ ] " or "[x] ", before some text.
BULLET = re.compile(r"\s*+(?:[-*+•–]\s++|[0-9]{1,3}[.)]\s++)?+(?:\[[ xX]?\]\s++)?+(?=\S)")
TAB_WIDTH: Final = 4
# task › subtask › subtask
MAX_DEPTH: Final = 2


def parse_lines(text: str, today: date, names: Names, **options: Any) -> list[tuple[int, Parsed]]:
    """Parse each line that is not blank into (depth, task); never raise.

    Depth 0 is a task, 1 a subtask of the nearest line above with depth 0, and so on. A line
    deeper than the tree allows becomes a sibling. Token positions refer to the whole text,
    alternatives to the line. `options` are those of `Calendar`.
    """
    grammar = Grammar(Calendar(today, **options), names)
    indents: list[int] = []
    tasks = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if bullet := BULLET.match(line):
            parsed = parse_with_grammar(line[bullet.end() :], grammar)
            tasks.append((_depth(line, indents), _shift_positions(parsed, offset + bullet.end())))
        offset += len(line)
    return tasks


def _depth(line: str, indents: list[int]) -> int:
    """Return the depth of a line, and update the stack of indents above it."""
    spaces = line.expandtabs(TAB_WIDTH)
    indent = len(spaces) - len(spaces.lstrip())
    while indents and indents[-1] >= indent:
        indents.pop()
    indents.append(indent)
    return min(len(indents) - 1, MAX_DEPTH)


def _shift_positions(parsed: Parsed, offset: int) -> Parsed:
    tokens, unknown = (
        tuple(
            replace(token, start=token.start + offset, end=token.end + offset) for token in tokens
        )
        for tokens in (parsed.tokens, parsed.unknown)
    )
    return replace(parsed, tokens=tokens, unknown=unknown)
