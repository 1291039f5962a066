"""Random edits undone in reverse order restore the original state"""

from __future__ import annotations

from hypothesis import HealthCheck, given, note, settings

from tasks.editing.tree import is_inconsistent
from tasks.models import Domain, Task, TaskInstance
from tests.conftest import Api
from tests.lanes import BIG
from tests.random_edits import edit, rollback, steps
from tests.world import everything

thorough = settings(
    max_examples=100 if BIG else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def answered(api, request) -> dict:
    answer = api(*request)
    note(f"{answer.status_code} {request} {answer.json().get('title', '')}")
    assert answer.status_code in (200, 404, 409, 422)
    return answer.json()


def is_in_order(user):
    ids = (model.objects.filter(user=user).values("pk") for model in (Task, Domain, TaskInstance))
    return not is_inconsistent(user, *ids)


@thorough
@given(steps=steps)
def test_undoing_random_edits_in_reverse_order_restores_everything(world, steps):
    with rollback():
        api, done = Api(world.user), []
        before = everything(world.user)
        for step in steps:
            request = edit(world.user, step)
            if "/undo" not in request[1] and not request[1].startswith("/trash"):
                done.append(answered(api, request).get("activity"))
        for activity in filter(None, reversed(done)):
            assert "rev" in answered(api, ("POST", f"/activity/{activity}/undo", None))
        assert everything(world.user) == before


@thorough
@given(steps=steps)
def test_rejected_random_edits_change_nothing_and_keep_the_tree_consistent(world, steps):
    with rollback():
        api = Api(world.user)
        for step in steps:
            before = everything(world.user)
            answer = answered(api, edit(world.user, step))
            assert "rev" in answer or everything(world.user) == before
        assert is_in_order(world.user)
