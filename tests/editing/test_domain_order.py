"""editing.domains.move_domain and add_domains"""

from __future__ import annotations

import pytest

from tasks.editing.domains import add_domains, move_domain
from tasks.editing.undo import undo
from tasks.errors import NotFound, Rejected
from tasks.models import Activity, Domain


def ids(user) -> dict[str, int]:
    rows = Domain.objects.for_user(user).order_by("position", "pk")
    return dict(rows.values_list("name", "pk"))


@pytest.fixture
def letters(alice) -> dict[str, int]:
    add_domains(alice, [{"name": name} for name in "ABCD"])
    return ids(alice)


@pytest.mark.parametrize(
    ("name", "steps", "order"),
    [("C", -1, "ACBD"), ("B", 1, "ACBD"), ("A", -1, "ABCD"), ("D", 1, "ABCD"), ("A", 9, "BCDA")],
)
def test_domain_moves_by_steps_up_to_the_end(alice, letters, name, steps, order):
    move_domain(alice, letters[name], steps)

    assert "".join(ids(alice)) == order


def test_domain_moves_among_equal_positions(alice, make_domain):
    for name in "ABC":
        make_domain(name)
    move_domain(alice, ids(alice)["C"], -1)

    assert "".join(ids(alice)) == "ACB"


def test_moving_a_domain_is_one_undo(alice, letters):
    log = move_domain(alice, letters["D"], -3)
    undo(alice, log.activity.pk)

    assert "".join(ids(alice)) == "ABCD"


def test_archived_domain_cannot_be_moved(alice, letters):
    Domain.objects.filter(pk=letters["B"]).update(archived=True)
    with pytest.raises(NotFound):
        move_domain(alice, letters["B"], 1)

    move_domain(alice, letters["C"], -1)
    assert "".join(ids(alice)).replace("B", "") == "CAD"


def test_moving_a_domain_leaves_other_users_alone(alice, bob, letters):
    with pytest.raises(NotFound):
        move_domain(bob, letters["A"], 1)


def test_domains_are_added_all_or_none(alice):
    with pytest.raises(Rejected, match="already have a domain"):
        add_domains(alice, [{"name": "Work"}, {"name": "Home"}, {"name": "work"}])

    assert ids(alice) == {}
    assert not Activity.objects.for_user(alice).exists()
