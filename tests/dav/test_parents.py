"""/dav/: children that arrive before their parents"""

from __future__ import annotations

import pytest

from tasks.editing import tasks, trash
from tasks.editing.undo import undo
from tasks.models import Activity, DavName, Task
from tests.dav.conftest import Dav, give_password
from tests.dav.test_put import sentence


def put(dav, name, *lines, parent=""):
    related = [f"RELATED-TO;RELTYPE=PARENT:{parent}"] if parent else []
    path = f"tasks/{name}.ics"
    response = dav.put(path, "VTODO", f"UID:{name}", f"SUMMARY:{name}", *related, *lines)
    assert response.status_code in (201, 204), response.content


def parents():
    return dict(Task.objects.values_list("title", "parent__title"))


def test_child_that_arrives_first_is_attached_when_its_parent_comes(dav):
    put(dav, "child", parent="parent")
    assert parents() == {"child": None}
    assert dav.component("tasks/child.ics")["RELATED-TO"] == "parent"
    etags = dav.names("tasks")
    put(dav, "parent")

    assert parents() == {"child": "parent", "parent": None}
    assert dav.component("tasks/child.ics")["RELATED-TO"] == "parent"
    assert dav.names("tasks")["child.ics"] != etags["child.ics"]
    assert not DavName.objects.exclude(parent_uid="").exists()


def test_three_levels_may_arrive_from_the_bottom_up(dav):
    put(dav, "leaf", parent="branch")
    put(dav, "branch", parent="root")
    put(dav, "other leaf", parent="branch")
    put(dav, "root")

    expected = {"leaf": "branch", "other leaf": "branch", "branch": "root", "root": None}
    assert parents() == expected


def test_late_parent_is_stored_without_children_that_would_nest_too_deep(dav):
    put(dav, "4", parent="3")
    put(dav, "3", parent="2")
    put(dav, "2", parent="1")
    put(dav, "second child", parent="1")
    put(dav, "1")

    assert parents() == {"4": "3", "3": "2", "2": None, "second child": "1", "1": None}
    assert "RELATED-TO" not in dav.component("tasks/2.ics")


def test_items_that_name_each_other_as_parents_form_no_cycle(dav):
    put(dav, "a", parent="b")
    put(dav, "b", parent="a")
    put(dav, "c", parent="c")

    assert parents() == {"a": None, "b": "a", "c": None}


def test_late_parent_and_its_children_are_undone_together(alice, dav):
    put(dav, "child", parent="parent")
    put(dav, "parent")
    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)

    assert Task.objects.get(title="child").parent is None
    assert not Task.objects.filter(title="parent").exists()


def test_child_that_is_written_again_meanwhile_still_waits(dav):
    put(dav, "child", parent="parent")
    dav.edit("tasks/child.ics", SUMMARY="renamed")
    put(dav, "parent")

    assert parents() == {"renamed": "parent", "parent": None}


def test_child_waits_for_the_parent_that_it_names_last(dav):
    put(dav, "child", parent="first")
    put(dav, "child", parent="second")
    put(dav, "first")
    assert parents() == {"child": None, "first": None}
    put(dav, "second")

    assert parents() == {"child": "second", "first": None, "second": None}


def test_child_that_was_moved_below_another_task_meanwhile_stays_there(alice, dav, make_task):
    put(dav, "child", parent="late")
    other = make_task("Other")
    tasks.change(alice, Task.objects.get(title="child").pk, {"parent_id": other.pk})
    put(dav, "late")

    assert parents() == {"child": "Other", "Other": None, "late": None}


def test_task_of_whendoist_can_wait_for_a_parent_too(dav, make_task):
    task = make_task("Find boxes")
    path = f"tasks/{task.pk}.ics"
    assert dav.edit(path, RELATED_TO="late").status_code == 204
    assert dav.component(path)["RELATED-TO"] == "late"
    put(dav, "late")

    assert parents() == {"Find boxes": "late", "late": None}
    assert dav.component(path)["RELATED-TO"] == "late"


def test_child_in_the_trash_is_not_attached(alice, dav):
    put(dav, "child", parent="parent")
    trash.delete(alice, Task.objects.get().pk)
    put(dav, "parent")

    assert not Task.objects.filter(parent__isnull=False).exists()


def test_pending_child_is_not_completed_by_a_parent_that_arrives_completed(dav):
    put(dav, "pending", parent="parent")
    put(dav, "completed", "STATUS:COMPLETED", parent="parent")
    put(dav, "parent", "STATUS:COMPLETED")

    assert parents() == {"pending": None, "completed": "parent", "parent": None}
    assert not Task.objects.get(title="pending").is_completed


def test_child_waits_in_the_domain_of_its_parent_once_it_came(dav, make_domain):
    home = make_domain("Home")
    put(dav, "child", parent="parent")
    put(dav, "parent", "CATEGORIES:Home")

    assert set(Task.objects.values_list("domain", flat=True)) == {home.pk}


def test_parent_of_another_user_attaches_no_children(alice, dav, bob):
    put(dav, "child", parent="parent")
    put(Dav(bob, give_password(bob, "another-secret")), "parent")

    assert Task.objects.get(user=alice).parent is None
    assert DavName.objects.get(user=alice).parent_uid == "parent"


def test_parent_with_too_long_a_uid_is_rejected(dav):
    response = dav.put("tasks/a.ics", "VTODO", "UID:a", f"RELATED-TO:{'x' * 501}")

    assert (response.status_code, "500 characters" in sentence(response)) == (403, True)
    assert not Task.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_late_parent_takes_a_fixed_number_of_queries(dav, count, django_assert_max_num_queries):
    for n in range(count):
        put(dav, f"child {n}", parent="parent")
    with django_assert_max_num_queries(60):
        put(dav, "parent")

    assert Task.objects.filter(parent__title="parent").count() == count
