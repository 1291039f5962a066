"""editing.settings.change_preferences"""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from core.models import Preferences
from tasks.editing.settings import change_preferences
from tasks.editing.undo import undo
from tasks.errors import Conflict, NotFound, Rejected
from tasks.materialization import materialize_all_instances
from tests.conftest import instances_of


def test_it_changes_what_is_named_and_nothing_else(alice):
    change_preferences(alice, {"buffer_minutes": 15})

    chosen = Preferences.objects.get(pk=alice.pk)
    assert (chosen.buffer_minutes, chosen.time_zone) == (15, "Europe/Berlin")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"day_start_hour": 24}, ""),
        ({"working_hours": [[[600, 540]]] * 7}, "working_hours"),
        ({"completed_days": 2}, "completed_days"),
        ({"language": "klingon"}, "language"),
    ],
)
def test_what_may_not_be_is_refused_with_its_field(alice, fields, field):
    with pytest.raises(Rejected, match=r"\.$") as refusal:
        change_preferences(alice, {"buffer_minutes": 15} | fields)

    assert refusal.value.field == field
    assert Preferences.objects.get(pk=alice.pk).buffer_minutes == 5


def test_with_a_new_zone_the_horizon_follows(alice, make_series, clock):
    plants = make_series()
    clock.shift(timedelta(hours=4))  # noon in Berlin, tomorrow on Kiritimati
    change_preferences(alice, {"time_zone": "Pacific/Kiritimati"})
    materialize_all_instances()

    assert len(instances_of(plants)) == 62


def test_it_is_an_activity_with_an_undo(alice):
    log = change_preferences(alice, {"buffer_minutes": 15, "theme": "dark"})
    change = log.activity.changes.get()
    assert (change.kind, change.object_id) == ("preferences", alice.pk)
    assert change.before == {"buffer_minutes": 5, "theme": "system"}

    undo(alice, log.activity.pk)
    chosen = Preferences.objects.get(pk=alice.pk)
    assert (chosen.buffer_minutes, chosen.theme) == (5, "system")


def test_what_stood_already_leaves_no_trace(alice):
    assert change_preferences(alice, {"buffer_minutes": 5}).activity.pk is None


def test_undoing_a_move_keeps_the_clock_time_of_what_is_to_come(alice, make_series):
    plants = make_series(starts_at=time(9))
    before = instances_of(plants)[-1].starts_at
    log = change_preferences(alice, {"time_zone": "Asia/Tokyo"})
    assert instances_of(plants)[-1].starts_at != before

    undo(alice, log.activity.pk)
    assert instances_of(plants)[-1].starts_at == before
    assert str(alice.preferences.zone) == "Europe/Berlin"


def test_a_later_change_of_the_same_comes_first(alice):
    log = change_preferences(alice, {"theme": "dark"})
    change_preferences(alice, {"theme": "light"})
    with pytest.raises(Conflict, match="later change first"):
        undo(alice, log.activity.pk)


def test_nobody_else_can_undo_it(alice, bob):
    log = change_preferences(alice, {"theme": "dark"})
    with pytest.raises(NotFound):
        undo(bob, log.activity.pk)


def test_somebody_elses_stay_as_they_are(alice, bob):
    change_preferences(alice, {"theme": "dark"})

    assert Preferences.objects.get(pk=bob.pk).theme == "system"
