"""The domain of tasks that name none"""

from __future__ import annotations

import pytest

from tasks.editing import domains
from tasks.editing.quickadd import quick_add
from tasks.editing.settings import change_preferences
from tasks.editing.undo import undo
from tasks.errors import NotFound
from tasks.models import Domain, Task


def domain_of(title: str) -> str | None:
    domain = Task.objects.get(title=title).domain
    return domain.name if domain else None


@pytest.fixture
def two(alice):
    domains.add_domains(alice, [{"name": "Home"}, {"name": "Work"}])
    return {row.name: row.pk for row in Domain.objects.for_user(alice)}


def test_quick_add_without_a_domain_uses_the_first_one(alice, two):
    quick_add(alice, "Milk", {})
    assert domain_of("Milk") == "Home"


def test_quick_add_without_a_domain_uses_the_chosen_one(alice, two):
    change_preferences(alice, {"default_domain": two["Work"]})
    quick_add(alice, "Milk\nReport #home", {})

    assert (domain_of("Milk"), domain_of("Report")) == ("Work", "Home")


def test_quick_add_into_thoughts_makes_thoughts(alice, two):
    quick_add(alice, "Milk", {"domain_id": None})
    assert domain_of("Milk") is None


def test_quick_add_below_a_parent_uses_its_domain(alice, two, make_task):
    parent = make_task("Party", domain_id=two["Work"])
    quick_add(alice, "Invite ^Party", {})
    quick_add(alice, "Dance", {"parent_id": parent.pk})

    assert (domain_of("Invite"), domain_of("Dance")) == ("Work", "Work")


def test_first_task_of_a_person_creates_personal_with_one_undo(alice):
    log = quick_add(alice, "Milk", {})
    assert domain_of("Milk") == "Personal"

    undo(alice, log.activity.pk)
    assert not Domain.objects.exists()
    assert not Task.objects.exists()


def test_default_domain_falls_back_to_the_first_when_it_is_archived(alice, two):
    change_preferences(alice, {"default_domain": two["Work"]})
    domains.archive_domain(alice, two["Work"], "thoughts")
    quick_add(alice, "Milk", {})

    assert domain_of("Milk") == "Home"


@pytest.mark.parametrize("archived", [True, False])
def test_default_domain_must_be_an_active_one_of_the_person(alice, bob, make_domain, archived):
    pk = make_domain(user=alice if archived else bob).pk
    Domain.objects.filter(pk=pk).update(archived=archived)
    with pytest.raises(NotFound):
        change_preferences(alice, {"default_domain": pk})


def test_planner_page_gives_everybody_a_domain_once(client, alice, bob):
    client.force_login(alice)
    client.get("/")
    client.get("/")

    assert [(row.user, row.name) for row in Domain.objects.all()] == [(alice, "Personal")]


def test_domains_without_a_colour_get_twelve_hues(alice):
    domains.add_domains(alice, [{"name": f"Domain {number}"} for number in range(12)])
    assert len(set(Domain.objects.values_list("colour", flat=True))) == 12


def test_domain_created_through_the_api_gets_another_hue(api, two):
    api.post("/domains", {"name": "Garden"})
    colours = list(Domain.objects.values_list("colour", flat=True))
    assert len(set(colours)) == 3
