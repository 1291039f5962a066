"""A person whose day is planned: builds it through the API, and reads the plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from core.wallclock import instant
from tasks.models import Calendar, CalendarAccount, Domain, Event, Task, TaskInstance
from tests.conftest import Api

MONDAY = date(2026, 11, 30)
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
IMPACTS = {"High": 1, "Mid": 2, "Low": 3, "Min": 4}


class Placed(NamedTuple):
    """A block of a proposal, in local time."""

    begin: datetime
    end: datetime
    title: str
    state: str

    @property
    def minutes(self) -> int:
        return int((self.end - self.begin).total_seconds() // 60)


class Proposal:
    """A proposal as the API returns it."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.blocks = sorted(self._blocks())

    def _blocks(self) -> Iterator[Placed]:
        for row in self.data["blocks"]:
            begin = datetime.fromisoformat(f"{row['date']}T{row['time']}")
            end = begin + timedelta(minutes=row["minutes"])
            yield Placed(begin, end, row["title"], row["state"])

    def of(self, title: str) -> list[Placed]:
        return [block for block in self.blocks if block.title == title]

    def at(self, title: str) -> str:
        """Return when the blocks of a row begin, such as "Mon 09:00"; empty if there are none."""
        return ", ".join(clock_text(block.begin) for block in self.of(title))

    def times(self) -> dict[str, str]:
        return {block.title: self.at(block.title) for block in self.blocks}

    def minutes(self, title: str) -> int:
        return sum(block.minutes for block in self.of(title))

    def titles(self) -> list[str]:
        """Return the titles in the order of the day, without repetition."""
        return list(dict.fromkeys(block.title for block in self.blocks))

    def on(self, day: date) -> list[Placed]:
        return [block for block in self.blocks if block.begin.date() == day]

    @property
    def removed(self) -> set[str]:
        return {row["title"] for row in self.data["removed"]}

    @property
    def left_out(self) -> set[str]:
        return {row["title"] for row in self.data["left_out"]}

    @property
    def changed(self) -> set[str]:
        """Return the titles of accepted or promised blocks that move or go."""
        return self.removed | {block.title for block in self.blocks if block.state == "moved"}

    @property
    def text(self) -> str:
        return text_of(self.data)

    def collisions(self) -> list[tuple[str, str]]:
        pairs = zip(self.blocks, self.blocks[1:], strict=False)
        return [(one.title, other.title) for one, other in pairs if other.begin < one.end]

    def longest_work(self) -> int:
        """Return the most minutes of work between two pauses of 15 minutes."""
        longest = total = 0
        previous: Placed | None = None
        for block in self.blocks:
            if previous and block.begin - previous.end >= timedelta(minutes=15):
                total = 0
            total += block.minutes
            longest, previous = max(longest, total), block
        return longest


class Person:
    """A person at a moment; sets rows up, and asks for plans.

    Each plan is checked at once: no time that the person set may move or go.
    """

    def __init__(self, user: Any, clock: Any) -> None:
        self.user, self.clock = user, clock
        self.promises: dict[str, str] = {}
        self.go("Mon 08:00")

    def go(self, at: str, monday: date = MONDAY) -> None:
        """Move the clock to a local time of the week that begins on `monday`."""
        self.user.refresh_from_db()
        moment = moment_of(at, monday)
        self.clock.move_to(instant(moment.date(), moment.time(), self.user.preferences.zone))
        self.api = Api(self.user)  # the session of an earlier month has expired
        self.monday = monday

    def prefers(self, **fields: Any) -> None:
        for name, value in fields.items():
            assert hasattr(self.user.preferences, name), name
            setattr(self.user.preferences, name, value)
        self.user.preferences.save()

    def works(self, *ranges: str, days: str = "Mon Tue Wed Thu Fri Sat Sun") -> None:
        """Set the working hours of some days, such as "9:00-17:00"; the other days have none."""
        self.prefers(working_hours=hours_of(ranges, days))

    def domain(self, name: str, *ranges: str) -> Domain:
        """Return the domain with this name, created if necessary, with these hours if given."""
        row, _ = Domain.objects.get_or_create(user=self.user, name=name)
        if ranges:
            row.hours = hours_of(ranges, " ".join(WEEKDAYS))
            row.save()
        return row

    def task(self, title: str, impact: str, minutes: int, **fields: Any) -> Task:
        """Add a task; `due` and `day` are times such as "Fri 17:00" or days such as "Fri"."""
        domain = fields.pop("domain", "Work")
        body = {
            "title": title,
            "impact": IMPACTS[impact],
            "duration": minutes,
            "domain_id": self.domain(domain).pk,
            **self._deadline(fields.pop("due", None)),
            **self._day(fields.pop("day", None)),
            **fields,
        }
        response = self.api.post("/tasks", body)
        assert response.status_code in (200, 201), response.content
        return Task.objects.filter(user=self.user, title=title).latest("pk")

    def typed(self, title: str, impact: str, minutes: int, at: str, **fields: Any) -> Task:
        """Add a task at a time that the person sets."""
        moment = moment_of(at, self.monday)
        slot = {"scheduled_date": str(moment.date()), "scheduled_time": f"{moment:%H:%M}"}
        self.promises[title] = clock_text(moment)
        return self.task(title, impact, minutes, **slot, **fields)

    def accepted(self, title: str, impact: str, minutes: int, at: str, **fields: Any) -> Task:
        """Add a task with a block that was accepted from a proposal."""
        task = self.task(title, impact, minutes, **fields)
        moment = moment_of(at, self.monday)
        Task.objects.filter(pk=task.pk).update(
            scheduled_date=moment.date(), scheduled_time=moment.time(), placed_by="plan"
        )
        return task

    def series(self, title: str, impact: str, minutes: int, rule: str = "FREQ=DAILY") -> Task:
        """Add a series without a time, beginning today."""
        today = str(moment_of(self.now_text(), self.monday).date())
        series = {"rrule": rule, "starts_on": today}
        return self.task(title, impact, minutes, series=series)

    def accept_day(self, series: Task, at: str) -> TaskInstance:
        """Give a day of a series a time as if it had been accepted from a proposal."""
        moment = moment_of(at, self.monday)
        row = TaskInstance.objects.get(task=series, scheduled_date=moment.date())
        starts_at = instant(moment.date(), moment.time(), self.user.preferences.zone)
        row.scheduled_time, row.starts_at, row.placed_by = moment.time(), starts_at, "plan"
        row.save()
        return row

    def meeting(self, span: str, title: str = "Meeting", **fields: Any) -> Event:
        """Add an event such as "Mon 9:00-10:00", or of a whole day such as "Mon"."""
        count = Event.objects.count()
        return Event.objects.create(
            user=self.user,
            calendar=self._calendar(),
            remote_id=f"event-{count}",
            title=title,
            **self._event_times(span),
            **fields,
        )

    def _event_times(self, span: str) -> dict[str, Any]:
        if ":" not in span:
            day = moment_of(f"{span} 0:00", self.monday).date()
            return {"starts_on": day, "ends_on": day + timedelta(days=1)}
        first, _, last = span.partition("-")
        begin = moment_of(first, self.monday)
        end = moment_of(f"{first.split()[0]} {last}", self.monday)
        zone = self.user.preferences.zone
        return {
            "starts_at": instant(begin.date(), begin.time(), zone),
            "ends_at": instant(end.date(), end.time(), zone),
        }

    def _calendar(self) -> Calendar:
        account, _ = CalendarAccount.objects.get_or_create(
            user=self.user, provider="google", identity="1", defaults={"state": "active"}
        )
        return Calendar.objects.get_or_create(
            user=self.user, account=account, remote_id="work", defaults={"name": "Work"}
        )[0]

    def plan(self, kind: str = "day", **options: Any) -> Proposal:
        response = self.api.post("/plans", {"kind": kind, **options})
        assert response.status_code == 200, response.content
        proposal = Proposal(response.json())
        self._assert_promises_stay(proposal)
        return proposal

    def _assert_promises_stay(self, proposal: Proposal) -> None:
        assert not proposal.removed & self.promises.keys()
        moved = {
            title: proposal.at(title)
            for title, at in self.promises.items()
            if proposal.of(title) and proposal.at(title) != at
        }
        assert moved == {}

    def accept(self, proposal: Proposal) -> None:
        response = self.api.post(f"/plans/{proposal.data['id']}/apply", {"accept": None})
        assert response.status_code == 200, response.content

    def why(self, proposal: Proposal, title: str) -> str:
        """Return every text that explains a row of a proposal."""
        rows = [*proposal.data["blocks"], *proposal.data["left_out"]]
        key = next(row["key"] for row in rows if row["title"] == title)
        return text_of(self.api.get(f"/plans/{proposal.data['id']}/why/{key}").json())

    def offer(self) -> dict[str, Any]:
        return self.api.get("/plans/offer").json()

    def complete(self, task: Task) -> None:
        assert self.api.post(f"/tasks/{task.pk}/complete").status_code == 200

    def now_text(self) -> str:
        local = datetime.now(self.user.preferences.zone)
        return f"{WEEKDAYS[local.weekday()]} {local:%H:%M}"

    def _deadline(self, due: str | None) -> dict[str, Any]:
        if due is None:
            return {}
        day, _, at = due.partition(" ")
        moment = moment_of(f"{day} {at or '0:00'}", self.monday)
        return {
            "deadline_date": str(moment.date()),
            "deadline_time": f"{moment:%H:%M}" if at else None,
        }

    def _day(self, day: str | None) -> dict[str, Any]:
        moment = day and moment_of(f"{day} 0:00", self.monday)
        return {"scheduled_date": str(moment.date())} if moment else {}


def moment_of(text: str, monday: date) -> datetime:
    """Return the local time of a text such as "Tue 9:30", in the week of `monday`."""
    weekday, at = text.split(" ")
    hour, minute = map(int, at.split(":"))
    day = monday + timedelta(days=WEEKDAYS.index(weekday))
    return datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)


def clock_text(moment: datetime) -> str:
    return f"{WEEKDAYS[moment.weekday()]} {moment:%H:%M}"


def hours_of(ranges: tuple[str, ...], days: str) -> list[list[list[int]]]:
    """Return working hours as the preferences store them; a range may end after 24:00."""
    spans = [[_minutes(part) for part in text.split("-")] for text in ranges]
    return [spans if name in days.split() else [] for name in WEEKDAYS]


def _minutes(text: str) -> int:
    hour, minute = map(int, text.split(":"))
    return hour * 60 + minute


def text_of(data: Any) -> str:
    """Return every text of some JSON, one per line."""
    if isinstance(data, dict):
        return "\n".join(map(text_of, data.values()))
    if isinstance(data, list):
        return "\n".join(map(text_of, data))
    return str(data)
