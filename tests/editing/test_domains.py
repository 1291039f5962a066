"""editing.domains: domains and labels"""

from __future__ import annotations

import pytest

from tasks.editing import domains, instances
from tasks.editing.tasks import archive, complete, reopen
from tasks.editing.undo import undo
from tasks.errors import Conflict, NotFound, Rejected
from tasks.models import Activity, Domain, Label, Task, TaskInstance
from tasks.palette import ICONS
from tests.conftest import instances_of
from tests.lanes import nightly


@pytest.fixture
def home(make_domain):
    return make_domain("Home")


@pytest.fixture
def work(make_domain):
    return make_domain("Work")


@pytest.fixture
def tree(make_task, home):
    trip = make_task("Trip", domain_id=home.pk)
    return trip, make_task("Train", parent_id=trip.pk)


def test_new_domain_is_last(alice, home):
    domains.add_domain(alice, {"name": "Health", "colour": "#AABBCC"})

    health = Domain.objects.get(name="Health")
    assert (health.colour, health.position) == ("#aabbcc", home.position + 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "hOME"}, "already have a domain"),
        ({"colour": "red"}, "Write the colour like"),
        ({"name": "x" * 101}, "up to 100 characters"),
        ({"colour": "#aabbccdd"}, "Write the colour like"),
        ({"icon": "abcdefgh"}, "single emoji"),
        ({"icon": "🏠" * 20}, "single emoji"),
        ({"icon": "🏠🏠"}, "single emoji"),
        ({"icon": "🇩"}, "single emoji"),
    ],
)
def test_domain_with_invalid_fields_is_rejected_with_a_sentence(alice, home, fields, sentence):
    with pytest.raises(Rejected, match=sentence):
        domains.add_domain(alice, {"name": "Garden"} | fields)

    assert Domain.objects.count() == 1


@pytest.mark.parametrize("icon", [*ICONS, *"🇩🇪 1️⃣ ☎ 👍🏽 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩🏽‍❤️‍💋‍👨🏽 ⌚ ♾️ ™️".split()])
def test_domain_icon_is_a_single_emoji(alice, icon):
    domains.add_domain(alice, {"name": "Garden", "icon": icon})

    assert Domain.objects.get().icon == icon


def test_label_that_is_too_long_is_rejected_with_a_sentence(alice):
    with pytest.raises(Rejected, match="up to 50 characters"):
        domains.add_label(alice, "x" * 51)


def test_name_of_an_archived_domain_can_be_used_again(alice, home):
    domains.archive_domain(alice, home.pk, "archive")
    domains.add_domain(alice, {"name": "Home"})
    with pytest.raises(Rejected, match="already have a domain"):
        domains.restore_domain(alice, home.pk)


def test_archiving_a_domain_moves_its_tasks(alice, home, work, tree):
    domains.archive_domain(alice, home.pk, "move", work.pk)

    home.refresh_from_db()
    assert home.archived
    assert {task.domain for task in Task.objects.all()} == {work}


def test_archiving_a_domain_turns_its_tasks_into_thoughts(alice, home, tree):
    domains.archive_domain(alice, home.pk, "thoughts")

    assert {task.domain for task in Task.objects.all()} == {None}
    assert Task.objects.get(title="Train").parent == tree[0]


def test_archiving_a_domain_archives_its_tasks(alice, home, tree):
    domains.archive_domain(alice, home.pk, "archive")

    assert {task.status for task in Task.objects.all()} == {"archived"}


def test_archiving_a_domain_moves_archived_subtasks(alice, home, work, tree):
    archive(alice, tree[1].pk)
    domains.archive_domain(alice, home.pk, "move", work.pk)

    assert Task.objects.get(title="Train").domain == work


def test_archiving_a_domain_moves_single_instances(alice, home, work, make_series):
    plants = make_series()
    day = instances_of(plants)[0]
    instances.change(alice, day.pk, {"own_domain_id": home.pk})
    domains.archive_domain(alice, home.pk, "move", work.pk)

    assert TaskInstance.objects.get(pk=day.pk).own_domain == work


def test_archiving_a_domain_is_idempotent(alice, home, tree):
    for _ in range(2):
        domains.archive_domain(alice, home.pk, "archive")

    assert Activity.objects.filter(action="archive a domain").count() == 1


def test_archiving_a_domain_requires_another_target(alice, home, tree):
    for target in (None, home.pk):
        with pytest.raises(Rejected, match="another domain"):
            domains.archive_domain(alice, home.pk, "move", target)


def test_archiving_a_domain_rejects_a_target_of_another_user(alice, bob, home, make_domain):
    with pytest.raises(NotFound):
        domains.archive_domain(alice, home.pk, "move", make_domain(user=bob).pk)

    assert not Domain.objects.get(pk=home.pk).archived


FATES = ["move", "thoughts", "archive"]


def rows() -> list[dict[str, object]]:
    """Return every column of tasks and domains except those that edits maintain."""
    return [
        {name: value for name, value in row.items() if name not in ("version", "updated_at")}
        for model in (Task, Domain)
        for row in model.objects.order_by("pk").values()
    ]


@pytest.fixture
def finished(alice, make_task, home):
    """A completed task with a subtask, and an archived one."""
    report, old = make_task("Report", domain_id=home.pk), make_task("Old", domain_id=home.pk)
    make_task("Draft", parent_id=report.pk)
    complete(alice, report.pk)
    archive(alice, old.pk)
    return Task.objects.filter(title__in=["Report", "Draft", "Old"]).order_by("pk")


@pytest.mark.parametrize("fate", FATES)
def test_archiving_a_domain_keeps_completed_and_archived_tasks(
    alice, home, work, tree, finished, fate
):
    before = list(finished.values())
    domains.archive_domain(alice, home.pk, fate, work.pk)

    assert list(finished.values()) == before
    assert not Task.objects.pending().filter(domain=home).exists()


def test_archiving_a_domain_moves_completed_subtasks_of_open_parents(
    alice, home, work, tree, make_task
):
    seat = make_task("Seat", parent_id=tree[1].pk)
    complete(alice, tree[1].pk)
    domains.archive_domain(alice, home.pk, "move", work.pk)

    seat.refresh_from_db()
    assert (seat.status, seat.domain) == ("completed", work)


@pytest.mark.parametrize("fate", FATES)
def test_undo_of_archiving_a_domain_restores_everything(alice, home, work, tree, finished, fate):
    complete(alice, tree[1].pk)
    before = rows()
    log = domains.archive_domain(alice, home.pk, fate, work.pk)
    undo(alice, log.activity.pk)

    assert rows() == before


def test_completed_task_can_be_reopened_after_its_domain_is_restored(alice, home, finished):
    report = finished[0]
    domains.archive_domain(alice, home.pk, "thoughts")
    with pytest.raises(Rejected, match="Restore the domain “Home” first"):
        reopen(alice, report.pk)
    domains.restore_domain(alice, home.pk)
    reopen(alice, report.pk)

    report.refresh_from_db()
    assert (report.status, report.domain) == ("pending", home)


def test_undo_opens_no_task_in_an_archived_domain(alice, home, make_task):
    report = make_task("Report", domain_id=home.pk)
    log = complete(alice, report.pk)
    domains.archive_domain(alice, home.pk, "thoughts")
    with pytest.raises(Conflict, match="Undo the later change first"):
        undo(alice, log.activity.pk)


def test_domain_of_another_user_is_not_found(bob, home):
    for verb in (
        lambda: domains.change_domain(bob, home.pk, {"name": "Mine"}),
        lambda: domains.archive_domain(bob, home.pk, "thoughts"),
        lambda: domains.restore_domain(bob, home.pk),
    ):
        with pytest.raises(NotFound):
            verb()


def test_label_name_is_unique(alice):
    domains.add_label(alice, " errand ")
    with pytest.raises(Rejected, match="already have a label"):
        domains.add_label(alice, "Errand")

    assert Label.objects.get().name == "errand"


def test_removing_a_label_keeps_its_tasks(alice, make_task):
    label = Label.objects.create(user=alice, name="errand")
    task = make_task(labels=[label.pk])
    domains.remove_label(alice, label.pk)

    assert not Label.objects.exists()
    assert task.labels.count() == 0


def test_label_of_another_user_is_not_found(alice, bob):
    label = Label.objects.create(user=alice, name="errand")
    with pytest.raises(NotFound):
        domains.remove_label(bob, label.pk)
    with pytest.raises(NotFound):
        domains.change_label(bob, label.pk, "mine")


@nightly
def test_domain_with_eight_thousand_tasks_can_be_archived(alice, home):
    Task.objects.bulk_create(
        [Task(user=alice, title="One of many", domain=home) for _ in range(8_000)], batch_size=1000
    )

    domains.archive_domain(alice, home.pk, "archive")

    assert Task.objects.for_user(alice).exclude(status=Task.Status.ARCHIVED).count() == 0
