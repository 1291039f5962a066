"""Demo data: a user with four weeks of history and a planned day, created through the verbs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from core import clock
from core.actor import act_as
from core.models import User
from core.wallclock import instant
from tasks.editing import domains, instances, tasks
from tasks.editing.quickadd import quick_add
from tasks.editing.settings import change_preferences
from tasks.materialization import extend
from tasks.models import Series, Task, TaskInstance

ADDRESS = "demo@whendoist.local"
WEEKS_BEHIND = 4
ONE_DAY = timedelta(days=1)

DOMAINS = [
    ("Work", "💼", "#3553c8"),
    ("Home", "🏡", "#a8690b"),
    ("Health", "🏃", "#c2416b"),
    ("People", "👋", "#8b4fc0"),
    ("Money", "🪙", "#0f7f8c"),
    ("Learning", "📚", "#5c7a1f"),
]
LABELS = ["errand", "phone", "waiting"]

# Repeating tasks from the first day on, as lines of quick add.
REPEATING = """
Clear the inbox #work ?auto 20m every weekday 9:00
Weekly notes to the team #work !mid 30m every fri 16:00
Tidy the backlog #work !low 30m every other wed 15:00
Water the plants #home ?auto 10m every 2 days
Meal plan and groceries #home ?auto 40m every sun 11:00 @errand
Change the water filter #home ?auto 10m every! 30 days
Mobility exercises #health !low ?auto 10m every day 7:00
Strength session #health !mid 45m every tue and thu 18:00
Long run along the canal #health !mid 1h10m every sat 9:30
Call Grandma #people !high 30m every sun 17:00 @phone
Pay the rent #money !high ?auto 5m every month on the 1st
Look over the accounts #money !mid 30m every month on the last weekday 17:00
One unit of Italian #learning !mid 25m every weekday 19:30
"""

# Tasks that were completed about every other day.
COMPLETED = """
Order new glasses #health ?auto 10m
Sign the lease renewal #home !high 15m
Write the postmortem of the outage #work !high ?brain 1h30m
Return the library books #learning ?auto 20m @errand
Send the photos of the hike #people !low ?auto 15m
Cancel the old phone contract #money !mid 20m @phone
Interview the second candidate #work !high 1h
Fix the squeaky door #home !low 20m
Pick a present for Noor #people !mid ?brain 30m
Ask the bank about the card #money !mid ?auto 10m @phone
Read chapter three on probability #learning !mid ?brain 45m
Hand over the pager #work !mid ?auto 10m
"""

# Tasks that are open on the last day.
OPEN = """
Ship the billing migration #work !high ?brain by +2d 17:00
    Write the rollback runbook 45m !high today 9:30
    Dry run on staging 1h30m !high ?brain tomorrow 10:00
        Seed staging with October's invoices ?auto 20m
        Compare the totals with finance 30m
    Announce the maintenance window ?auto 15m by +1d
Review Priya's search branch #work !mid 40m today 11:00
Answer Marta about the contract #work !mid ?auto 15m today by today
Slides for the design review #work !mid 1h tomorrow 13:30 by +2d
Outline the hiring plan #work !high ?brain 1h30m by +4d
Track down the flaky sign-in test #work !mid ?brain 1h
File the expenses of the Lisbon trip #work !low ?auto 20m @waiting
Retire stale feature flags #work ?auto 25m
Fix the kitchen tap #home !mid 45m +1d 18:30
    Buy a 15 mm cartridge ?auto 20m today 17:15 @errand
    Find the stopcock key !low ?auto 10m
Book the boiler service #home !mid ?auto 10m by +5d @phone
Renew the parking permit #home !high ?auto 10m today by +1d
Repot the fig tree #home !low 30m
Sort the winter clothes #home ?auto 1h
Book the dentist #health !high ?auto 5m by +4d @phone
Reorder contact lenses #health !mid ?auto 5m today
Plan next month's training #health !mid ?brain 45m from +3d
Noor's birthday dinner #people !high ?brain by +6d
    Reserve a table for eight !high ?auto 10m today 12:30 @phone
    Ask Tom about the playlist !low ?auto 10m
Write back to Jules #people !mid 20m today
Split the costs of the cabin #people !mid ?auto 15m by +2d
Invoice Halden Press #money !high ?auto 10m today 14:00
Compare two pension plans #money !mid ?brain 1h +3d 10:00
Finish the probability problem set #learning !mid ?brain 1h30m today 15:00 by +5d
Notes on “A Pattern Language” #learning !low 1h +2d 20:00
A quieter keyboard for the office?
Where could we go for the long weekend
One page that explains how we deploy
"""


def create_demo(password: str, zone: str, day: date | None = None, seed: int = 1) -> User:
    """Create the demo user in time zone `zone`, with `day` as their today (None: the real one).

    Takes one transaction. The same day and seed give the same data.
    """
    with transaction.atomic(), act_as("command"):
        user = User.objects.create_user(ADDRESS, password)
        change_preferences(user, {"time_zone": zone})
        today = day or clock.today(user)
        first = today - timedelta(weeks=WEEKS_BEHIND)
        with clock.at(_instant(user, first, time(6))):
            _add_first_day(user)
        _add_history(user, first, today, Random(seed))  # noqa: S311 - nothing secret
        with clock.at(_instant(user, today, time(7, 30))):
            _add_open_tasks(user)
    return user


def _add_first_day(user: User) -> None:
    for name, icon, colour in DOMAINS:
        domains.add_domain(user, {"name": name, "icon": icon, "colour": colour})
    for name in LABELS:
        domains.add_label(user, name)
    quick_add(user, REPEATING, {})
    quick_add(user, COMPLETED, {})


def _add_history(user: User, first: date, today: date, random: Random) -> None:
    """Complete most days of series, skip some, and leave some of the latest days pending."""
    for past in range((today - first).days):
        day = first + past * ONE_DAY
        recent = today - day <= 3 * ONE_DAY
        for pk in _days_of_series(user, day):
            luck = random.random()
            with clock.at(_some_time(user, day, random)):
                if luck < 0.8:
                    instances.complete(user, pk)
                elif luck < 0.9 or not recent:
                    instances.skip(user, pk)
        if past % 2:
            with clock.at(_some_time(user, day, random)):
                _complete_next_task(user)


def _days_of_series(user: User, day: date) -> list[int]:
    pending = TaskInstance.objects.for_user(user).pending().between(day, day)
    return list(pending.order_by("task").values_list("pk", flat=True))


def _complete_next_task(user: User) -> None:
    task = Task.objects.for_user(user).pending().filter(series=None).order_by("pk").first()
    if task:
        tasks.complete(user, task.pk)


def _add_open_tasks(user: User) -> None:
    extend(list(Series.objects.for_user(user)), user.preferences)
    quick_add(user, OPEN, {"domain_id": None})
    titles = dict(Task.objects.for_user(user).values_list("title", "pk"))
    waiting, blocker = titles["Announce the maintenance window"], titles["Dry run on staging"]
    tasks.change(user, waiting, {"blocked_by": [blocker]})
    run = TaskInstance.objects.for_user(user).filter(task__title__startswith="Long run")
    nearest = run.pending().filter(scheduled_date__gte=clock.today(user)).earliest("scheduled_date")
    instances.change(user, nearest.pk, {"scheduled_time": time(16)})


def _some_time(user: User, day: date, random: Random) -> datetime:
    return _instant(user, day, time(random.randrange(7, 22), random.randrange(60)))


def _instant(user: User, day: date, at: time) -> datetime:
    return instant(day, at, user.preferences.zone)
