"""The settings of one person that dates and times depend on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

MORNING, NOON, AFTERNOON, EVENING = "morning", "noon", "afternoon", "evening"


@dataclass(frozen=True, slots=True)
class PartsOfDay:
    """When a person's morning, afternoon and evening begin."""

    morning: time = time(9)
    afternoon: time = time(14)
    evening: time = time(18)

    def start(self, part: str) -> time:
        """Return when a part of the day begins."""
        starts = {MORNING: self.morning, NOON: time(12), AFTERNOON: self.afternoon}
        return starts.get(part, self.evening)


DEFAULT_PARTS: Final = PartsOfDay()


@dataclass(frozen=True, slots=True)
class Calendar:
    """A person's day, clock and language.

    `today` starts at `day_start` o'clock; `now` is their wall clock, midnight by default. The
    week starts on `week_start`, 0 for Monday. `day_first` decides whether 3/2 is in February.
    `default_day` and `default_time` are those of a line that has none, such as one typed on the
    hour grid.
    """

    today: date
    week_start: int = 0
    day_first: bool = True
    now: datetime | None = None
    language: str = "en"
    day_start: int = 0
    twelve_hour: bool = False
    parts: PartsOfDay = field(default=DEFAULT_PARTS)
    default_day: date | None = None
    default_time: time | None = None

    @property
    def instant(self) -> datetime:
        """The wall clock, or the start of today when it is unknown."""
        return self.now or datetime.combine(self.today, time())

    @property
    def is_german(self) -> bool:
        return self.language.partition("-")[0] == "de"

    def start_of_week(self) -> date:
        return self.today - timedelta((self.today.weekday() - self.week_start) % 7)

    def has_passed(self, day: date, moment: time) -> bool:
        """Return whether a moment lies in the past; never without a wall clock."""
        return bool(self.now) and self.wall_clock(day, moment) < self.instant

    def wall_clock(self, day: date, moment: time) -> datetime:
        """Return the date and time that clocks show; before the day start it is the night after."""
        return datetime.combine(day, moment) + timedelta(days=moment.hour < self.day_start)

    def day_of(self, moment: datetime) -> date:
        """Return the person's day of a wall-clock time."""
        return moment.date() - timedelta(days=moment.hour < self.day_start)

    def clock(self, moment: time) -> str:
        """Return "17:00" or "5:00 pm", as the person prefers."""
        if not self.twelve_hour:
            return f"{moment.hour}:{moment.minute:02}"
        half = "pm" if moment.hour >= 12 else "am"
        return f"{moment.hour % 12 or 12}:{moment.minute:02} {half}"
