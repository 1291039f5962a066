"""/api/v1/domains and /api/v1/labels"""

from __future__ import annotations

import pytest


@pytest.fixture
def home(api) -> dict:
    return api.post("/domains", {"name": "Home", "icon": "🏡", "colour": "#aabbcc"}).json()[
        "domains"
    ][0]


def test_a_domain_comes_back(home):
    del home["id"]

    assert home == {
        "name": "Home",
        "icon": "🏡",
        "colour": "#aabbcc",
        "position": 1,
        "hours": None,
        "archived": False,
    }


def test_it_is_listed_also_when_archived(api, home):
    api.post(f"/domains/{home['id']}/archive", {"tasks": "archive"})

    assert [row["archived"] for row in api.get("/domains").json()] == [True]


def test_a_change_names_what_it_changes(api, home):
    row = api.patch(f"/domains/{home['id']}", {"name": "Hearth"}).json()["domains"][0]

    assert row == home | {"name": "Hearth"}


def test_an_icon_of_several_code_points_is_one_emoji(api, home):
    family = "👨\u200d👩\u200d👧"

    assert (
        api.patch(f"/domains/{home['id']}", {"icon": family}).json()["domains"][0]["icon"] == family
    )


def test_archiving_tells_of_the_tasks_too(api, home, make_task):
    make_task(domain_id=home["id"])
    patch = api.post(f"/domains/{home['id']}/archive", {"tasks": "thoughts"}).json()

    assert [row["domain_id"] for row in patch["tasks"]] == [None]
    assert patch["domains"][0]["archived"] is True


def test_archiving_asks_what_happens_to_the_tasks(api, home):
    assert api.post(f"/domains/{home['id']}/archive", {}).status_code == 422


def test_restoring_brings_it_back(api, home):
    api.post(f"/domains/{home['id']}/archive", {"tasks": "thoughts"})
    patch = api.post(f"/domains/{home['id']}/restore").json()

    assert patch["domains"] == [home]


def test_undoing_the_first_domain_says_it_is_gone(api):
    patch = api.post("/domains", {"name": "Home"}).json()
    undone = api.post(f"/activity/{patch['activity']}/undo").json()

    assert undone["gone"]["domains"] == [patch["domains"][0]["id"]]


def test_a_label_is_added_changed_and_removed(api):
    label = api.post("/labels", {"name": "errand"}).json()["labels"][0]
    changed = api.patch(f"/labels/{label['id']}", {"name": "phone"}).json()["labels"]
    removed = api("DELETE", f"/labels/{label['id']}").json()

    assert changed == [{"id": label["id"], "name": "phone"}]
    assert removed["gone"]["labels"] == [label["id"]]
    assert api.get("/labels").json() == []


def test_removing_a_label_tells_of_the_tasks_that_had_it(api, make_task):
    label = api.post("/labels", {"name": "errand"}).json()["labels"][0]
    task = make_task(labels=[label["id"]])
    patch = api("DELETE", f"/labels/{label['id']}").json()

    assert [(row["id"], row["labels"]) for row in patch["tasks"]] == [(task.pk, [])]
