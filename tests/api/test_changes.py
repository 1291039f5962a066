"""/api/v1/changes: what changed since a revision"""

from __future__ import annotations

from django.db import connection

from tasks.models import Activity, Change
from tasks.snapshot import changes as patches

KINDS = ("tasks", "instances", "domains", "labels")


def test_changes_are_empty_when_nothing_is_new(api, make_task):
    make_task()
    rev = api.get("/changes?since=0").json()["rev"]
    patch = api.get(f"/changes?since={rev}").json()

    assert patch == {
        "rev": rev,
        "since": rev,
        "activity": None,
        **{kind: [] for kind in KINDS},
        "gone": {kind: [] for kind in KINDS},
    }


def test_changes_list_a_task_as_gone_when_it_was_added_and_undone(api):
    patch = api.post("/tasks", {"title": "Call Grandma"}).json()
    api.post(f"/activity/{patch['activity']}/undo")
    changes = api.get(f"/changes?since={patch['since']}").json()

    assert (changes["tasks"], changes["gone"]["tasks"]) == ([], [patch["tasks"][0]["id"]])


def test_changes_list_a_row_once_when_it_changed_twice(api, make_task):
    task = make_task()
    for title in ("Visit Grandma", "Write to Grandma"):
        api.patch(f"/tasks/{task.pk}", {"title": title})
    changes = api.get("/changes?since=0").json()

    assert [row["title"] for row in changes["tasks"]] == ["Write to Grandma"]


def test_changes_ask_for_a_resync_when_there_are_too_many(api, make_task, monkeypatch):
    monkeypatch.setattr(patches, "MAX_CHANGES", 2)
    # The SQL contains the limit, so compile it again for this test.
    monkeypatch.setattr(patches._later_changes, "compiled", None)
    for title in "abc":
        make_task(title)

    assert api.get("/changes?since=0").json() == {"resync": True}


def test_patch_contains_the_revision_before_the_write(api, make_task):
    make_task("seen elsewhere")
    patch = api.post("/tasks", {"title": "Call Grandma"}).json()

    assert patch["since"] > 0
    assert patch["rev"] > patch["since"]


def test_changes_query_reads_only_the_log_of_the_user(alice, bob):
    for user, edits in ((alice, 20), (bob, 4_000)):
        log = Activity.objects.bulk_create(Activity(user=user) for _ in range(edits))
        Change.objects.bulk_create(
            Change(activity=entry, user=user, kind="task", object_id=1, after={}) for entry in log
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tasks_change")
        query = patches._later_changes(alice, 0)
        cursor.execute(f"EXPLAIN {query.sql}", query.params)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "using change_since_revision" in plan
    assert len(query.rows()) == 20
