"""/settings/labels/"""

from __future__ import annotations

import pytest
from django.http import QueryDict

from tasks.editing.domains import change_label
from tasks.forms.domains import LabelForm
from tasks.models import Activity, Label, TaskLabel

PAGE = "/settings/labels/"


@pytest.fixture
def errand(alice) -> Label:
    return Label.objects.create(user=alice, name="errand")


@pytest.fixture
def theirs(bob) -> Label:
    return Label.objects.create(user=bob, name="secret")


def test_it_lists_labels_by_name_with_how_many_tasks_have_them(client, errand, alice, make_task):
    Label.objects.create(user=alice, name="Deep")
    make_task(labels=[errand.pk])
    response = client.get(PAGE)

    listed = [(label.name, label.uses) for label, _ in response.context["labels"]]
    assert listed == [("Deep", 0), ("errand", 1)]


@pytest.mark.parametrize("count", [1, 50])
def test_it_takes_the_same_queries_however_many_labels(
    client, alice, count, django_assert_max_num_queries
):
    Label.objects.bulk_create(Label(user=alice, name=f"label {n}") for n in range(count))
    client.get(PAGE)

    with django_assert_max_num_queries(4):
        client.get(PAGE)


def test_one_is_added(client, alice):
    assert client.post(PAGE, {"name": "phone"}).url == PAGE

    assert Label.objects.get(user=alice).name == "phone"


def test_one_is_renamed(client, errand):
    assert client.post(f"{PAGE}{errand.pk}/", {"name": "shop"}).url == PAGE

    errand.refresh_from_db()
    assert errand.name == "shop"


def test_one_is_removed_from_every_task_and_comes_back_by_undo(client, alice, errand, make_task):
    make_task(labels=[errand.pk])
    client.post(f"{PAGE}{errand.pk}/remove/")
    assert not Label.objects.filter(pk=errand.pk).exists()

    client.post(f"{PAGE}undo/{Activity.objects.for_user(alice).latest_first()[0].pk}/")
    assert TaskLabel.objects.get(label=errand.pk).user == alice


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "A label needs a name."),
        ("ERRAND", "You already have a label of this name."),
        ("x" * 51, "at most 50 characters"),
    ],
)
def test_a_name_that_cannot_be_is_refused(client, alice, errand, name, sentence):
    response = client.post(PAGE, {"name": name})

    assert sentence in " ".join(response.context["form"].errors["name"])
    assert Label.objects.get(user=alice).name == "errand"


def test_a_refused_new_name_is_said_in_its_row(client, alice, errand):
    Label.objects.create(user=alice, name="phone")
    response = client.post(f"{PAGE}{errand.pk}/", {"name": "phone"})

    assert f'id="label-{errand.pk}-name_error"' in response.text
    assert "You already have a label of this name." in response.text


def test_the_address_of_a_row_opens_the_list(client, errand):
    assert client.get(f"{PAGE}{errand.pk}/").context["labels"][0][0] == errand


@pytest.mark.parametrize("act", ["", "remove/"])
def test_it_hides_other_peoples_labels(client, theirs, act):
    assert client.post(f"{PAGE}{theirs.pk}/{act}", {"name": "mine"}).status_code == 404

    theirs.refresh_from_db()
    assert theirs.name == "secret"
    assert "secret" not in client.get(PAGE).text


def test_a_label_that_goes_meanwhile_is_an_error_of_the_form(alice):
    form = LabelForm(QueryDict("name=shop"))

    assert form.attempt(lambda: change_label(alice, 1, "shop")) is None
    assert form.errors["name"] == ["There is no such label."]
