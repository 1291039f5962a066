"""/api/v1/domains and /api/v1/labels: list, add, change, archive and remove"""

from __future__ import annotations

import pytest


@pytest.fixture
def home(api) -> dict:
    return api.post("/domains", {"name": "Home", "icon": "🏡", "colour": "#aabbcc"}).json()[
        "domains"
    ][0]


def test_new_domain_is_returned(home):
    del home["id"]

    assert home == {
        "name": "Home",
        "icon": "🏡",
        "colour": "#aabbcc",
        "position": 1,
        "hours": None,
        "archived": False,
    }


def test_domains_include_archived_ones(api, home):
    api.post(f"/domains/{home['id']}/archive", {"tasks": "archive"})

    assert [row["archived"] for row in api.get("/domains").json()] == [True]


def test_domain_change_keeps_other_fields(api, home):
    row = api.patch(f"/domains/{home['id']}", {"name": "Hearth"}).json()["domains"][0]

    assert row == home | {"name": "Hearth"}


def test_domain_icon_accepts_an_emoji_of_several_code_points(api, home):
    family = "👨\u200d👩\u200d👧"

    assert (
        api.patch(f"/domains/{home['id']}", {"icon": family}).json()["domains"][0]["icon"] == family
    )


def test_archiving_a_domain_returns_its_tasks(api, home, make_task):
    make_task(domain_id=home["id"])
    patch = api.post(f"/domains/{home['id']}/archive", {"tasks": "thoughts"}).json()

    assert [row["domain_id"] for row in patch["tasks"]] == [None]
    assert patch["domains"][0]["archived"] is True


def test_archiving_a_domain_is_rejected_without_a_choice_for_its_tasks(api, home):
    assert api.post(f"/domains/{home['id']}/archive", {}).status_code == 422


def test_restoring_a_domain_returns_it_unchanged(api, home):
    api.post(f"/domains/{home['id']}/archive", {"tasks": "thoughts"})
    patch = api.post(f"/domains/{home['id']}/restore").json()

    assert patch["domains"] == [home]


def test_undo_of_a_new_domain_lists_it_as_gone(api):
    patch = api.post("/domains", {"name": "Home"}).json()
    undone = api.post(f"/activity/{patch['activity']}/undo").json()

    assert undone["gone"]["domains"] == [patch["domains"][0]["id"]]


def test_label_is_added_changed_and_removed(api):
    label = api.post("/labels", {"name": "errand"}).json()["labels"][0]
    changed = api.patch(f"/labels/{label['id']}", {"name": "phone"}).json()["labels"]
    removed = api("DELETE", f"/labels/{label['id']}").json()

    assert changed == [{"id": label["id"], "name": "phone"}]
    assert removed["gone"]["labels"] == [label["id"]]
    assert api.get("/labels").json() == []


def test_removing_a_label_returns_its_tasks(api, make_task):
    label = api.post("/labels", {"name": "errand"}).json()["labels"][0]
    task = make_task(labels=[label["id"]])
    patch = api("DELETE", f"/labels/{label['id']}").json()

    assert [(row["id"], row["labels"]) for row in patch["tasks"]] == [(task.pk, [])]
