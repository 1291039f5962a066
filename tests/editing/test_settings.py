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


def test_preferences_change_only_the_named_fields(alice):
    change_preferences(alice, {"buffer_minutes": 15})

    chosen = Preferences.objects.get(pk=alice.pk)
    assert (chosen.buffer_minutes, chosen.time_zone) == (15, "Europe/Berlin")


def test_lunch_breaks_share_and_splitting_have_humane_defaults(alice):
    saved = Preferences.objects.get(pk=alice.pk)

    assert (saved.lunch_begin, saved.lunch_end, saved.lunch_minutes) == (690, 840, 45)
    assert (saved.break_after, saved.break_minutes) == (120, 15)
    assert (saved.plan_share, saved.split_above) == (80, 90)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"day_start_hour": 24}, ""),
        ({"lunch_minutes": 45, "lunch_begin": 800, "lunch_end": 840}, ""),
        ({"plan_share": 0}, ""),
        ({"working_hours": [[[600, 540]]] * 7}, "working_hours"),
        ({"completed_days": 2}, "completed_days"),
        ({"language": "klingon"}, "language"),
    ],
)
def test_invalid_preference_is_rejected_with_its_field(alice, fields, field):
    with pytest.raises(Rejected, match=r"\.$") as refusal:
        change_preferences(alice, {"buffer_minutes": 15} | fields)

    assert refusal.value.field == field
    assert Preferences.objects.get(pk=alice.pk).buffer_minutes == 5


def test_new_time_zone_moves_the_horizon(alice, make_series, clock):
    plants = make_series()
    clock.shift(timedelta(hours=4))  # noon in Berlin, tomorrow on Kiritimati
    change_preferences(alice, {"time_zone": "Pacific/Kiritimati"})
    materialize_all_instances()

    assert len(instances_of(plants)) == 62


def test_preferences_change_can_be_undone(alice):
    log = change_preferences(alice, {"buffer_minutes": 15, "theme": "dark"})
    change = log.activity.changes.get()
    assert (change.kind, change.object_id) == ("preferences", alice.pk)
    assert change.before == {"buffer_minutes": 5, "theme": "system"}

    undo(alice, log.activity.pk)
    chosen = Preferences.objects.get(pk=alice.pk)
    assert (chosen.buffer_minutes, chosen.theme) == (5, "system")


def test_equal_preferences_are_not_logged(alice):
    assert change_preferences(alice, {"buffer_minutes": 5}).activity.pk is None


def test_undo_of_a_new_time_zone_keeps_wall_clock_times(alice, make_series):
    plants = make_series(starts_at=time(9))
    before = instances_of(plants)[-1].starts_at
    log = change_preferences(alice, {"time_zone": "Asia/Tokyo"})
    assert instances_of(plants)[-1].starts_at != before

    undo(alice, log.activity.pk)
    assert instances_of(plants)[-1].starts_at == before
    assert str(alice.preferences.zone) == "Europe/Berlin"


def test_undo_of_preferences_is_rejected_after_a_later_change(alice):
    log = change_preferences(alice, {"theme": "dark"})
    change_preferences(alice, {"theme": "light"})
    with pytest.raises(Conflict, match="later change first"):
        undo(alice, log.activity.pk)


def test_preferences_of_another_user_cannot_be_undone(alice, bob):
    log = change_preferences(alice, {"theme": "dark"})
    with pytest.raises(NotFound):
        undo(bob, log.activity.pk)


def test_preferences_of_other_users_stay_unchanged(alice, bob):
    change_preferences(alice, {"theme": "dark"})

    assert Preferences.objects.get(pk=bob.pk).theme == "system"
