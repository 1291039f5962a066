"""Load lines.en.tsv and lines.de.tsv: a line, its right reading and, rarely, other settings.

The lines are read on Tuesday 24 November 2026 at 10:00; the week starts on Monday.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from tasks.quickadd import Names, Parsed, PartsOfDay, parse

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 24, 10)
NAMES = Names({"Home": 1}, {}, {})


class Line(NamedTuple):
    kind: str
    text: str
    reading: str
    options: str = ""
    language: str = "en"


def load(language: str) -> list[Line]:
    lines, kind = [], ""
    for row in (FOLDER / f"lines.{language}.tsv").read_text().splitlines():
        if row.startswith("## "):
            kind = row[3:]
        elif row and not row.startswith("# "):
            text, right, options = f"{row}\t".split("\t")[:3]
            lines.append(Line(kind, text, right, options, language))
    return lines


def parse_line(line: Line, **options: Any) -> Parsed:
    """Parse a line with its settings: `now`, `day_first`, `day_start`, `morning`, `evening`."""
    given = dict(part.split("=") for part in line.options.split("; ") if part)
    now = datetime.combine(NOW.date(), time.fromisoformat(given.pop("now", "10:00")))
    names = [name for name in ("morning", "evening") if name in given]
    parts = {name: time.fromisoformat(given.pop(name)) for name in names}
    settings: dict[str, Any] = {name: int(value) for name, value in given.items()}
    settings |= {"parts": PartsOfDay(**parts), "language": line.language, "now": now}
    return parse(line.text, date(2026, 11, 24), NAMES, **settings | options)


def reading(parsed: Parsed) -> str:
    """Return what was read in the notation of the tables."""
    facts = [f"title={parsed.title}"]
    facts += [f"date={parsed.scheduled_date}"] * bool(parsed.scheduled_date)
    times = parsed.times or ((parsed.scheduled_time,) if parsed.scheduled_time else ())
    name = "times" if parsed.times else "time"
    facts += [f"{name}={','.join(f'{moment:%H:%M}' for moment in times)}"] * bool(times)
    facts += [f"duration={parsed.duration}"] * bool(parsed.duration)
    due = f"T{parsed.deadline_time:%H:%M}" if parsed.deadline_time else ""
    facts += [f"deadline={parsed.deadline_date}{due}"] * bool(parsed.deadline_date)
    facts += [f"earliest_start={parsed.earliest_start}"] * bool(parsed.earliest_start)
    facts += [f"RRULE={parsed.rule.rrule}"] if parsed.rule else []
    chips = " | ".join(item.label for item in parsed.alternatives)
    return "; ".join([*facts, *([f"chips={chips}"] if chips else [])])
