"""core.prepared: a compiled query returns the same rows as its queryset"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import User
from core.prepared import prepared
from tasks.models import Series, Task

pytestmark = pytest.mark.django_db


@prepared
def of_ids(user, pks):
    """Tasks of somebody."""
    return Task.objects.for_user(user).with_series().filter(pk__among=pks).order_by("pk")


@prepared
def titles_on(user, day):
    return Task.objects.for_user(user).on(day).order_by("title").values_list("title", flat=True)


def test_prepared_query_returns_the_rows_of_its_queryset(alice, make_task, make_series):
    plain, repeating = make_task("Rent", duration=15), make_series(title="Stretch")
    make_task("Other")
    rows = of_ids(alice, [plain.pk, repeating.pk]).rows()
    expected = Task.objects.with_series().filter(pk__in=[plain.pk, repeating.pk]).order_by("pk")

    assert rows == list(expected)
    assert [row.__dict__.keys() for row in rows] == [row.__dict__.keys() for row in expected]
    assert [row.chunks for row in rows] == [[], []]  # read from JSON
    assert [row.repeats for row in rows] == [False, True]


def test_prepared_query_fills_related_objects(alice, make_series):
    task = make_series()
    (row,) = of_ids(alice, {task.pk}).rows()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert row.series == Series.objects.get(pk=task.pk)
    assert len(queries) == 1  # for comparison


def test_prepared_query_returns_nothing_of_another_user(alice, bob, make_task):
    task = make_task()

    assert of_ids(bob, [task.pk]).rows() == []
    assert of_ids(bob, [task.pk]).first() is None


def test_prepared_query_returns_flat_values(alice, make_task):
    make_task("Rent", scheduled_date=date(2026, 3, 3))
    make_task("Call", scheduled_date=date(2026, 3, 3))
    make_task("Later", scheduled_date=date(2026, 3, 4))

    assert titles_on(alice, date(2026, 3, 3)).rows() == ["Call", "Rent"]
    assert titles_on(alice, date(2026, 3, 4)).first() == "Later"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_prepared_query_uses_the_same_sql_for_lists_of_any_length(alice, make_task, count):
    pks = {make_task().pk for _ in range(count)}
    query = of_ids(alice, pks)

    assert {row.pk for row in query.rows()} == pks
    assert query.sql == of_ids(alice, []).sql


def test_among_lookup_equals_in(alice, make_task):
    task, parent = make_task(), make_task("Move")
    make_task("Pack", parent_id=parent.pk)

    assert list(Task.objects.filter(pk__among={task.pk, parent.pk}).order_by("pk")) == [
        task,
        parent,
    ]
    assert [one.title for one in Task.objects.filter(parent__among=[parent.pk])] == ["Pack"]
    assert not Task.objects.filter(pk__among=()).exists()


def test_prepared_query_compiles_once(alice):
    written = []

    @prepared
    def people(pk):
        written.append(pk)
        return User.objects.filter(pk=pk)

    assert [people(alice.pk).first() for _ in range(3)] == [alice] * 3
    assert len(written) == 1


def test_prepared_query_rejects_none(alice):
    with pytest.raises(TypeError, match="None"):
        titles_on(alice, None)


def test_prepared_query_keeps_name_and_docstring():
    assert (of_ids.__name__, of_ids.__doc__) == ("of_ids", "Tasks of somebody.")
