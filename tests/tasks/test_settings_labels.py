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
def other(bob) -> Label:
    return Label.objects.create(user=bob, name="secret")


def test_labels_page_lists_labels_by_name_with_task_counts(client, errand, alice, make_task):
    Label.objects.create(user=alice, name="Deep")
    make_task(labels=[errand.pk])
    response = client.get(PAGE)

    rows = [(label.name, label.uses) for label, _ in response.context["labels"]]
    assert rows == [("Deep", 0), ("errand", 1)]


@pytest.mark.parametrize("count", [1, 50])
def test_labels_page_takes_a_fixed_number_of_queries(
    client, alice, count, django_assert_max_num_queries
):
    Label.objects.bulk_create(Label(user=alice, name=f"label {n}") for n in range(count))
    client.get(PAGE)

    with django_assert_max_num_queries(4):
        client.get(PAGE)


def test_label_is_added(client, alice):
    assert client.post(PAGE, {"name": "phone"}).url == PAGE

    assert Label.objects.get(user=alice).name == "phone"


def test_label_is_renamed(client, errand):
    assert client.post(f"{PAGE}{errand.pk}/", {"name": "shop"}).url == PAGE

    errand.refresh_from_db()
    assert errand.name == "shop"


def test_removed_label_returns_to_its_tasks_when_undone(client, alice, errand, make_task):
    make_task(labels=[errand.pk])
    client.post(f"{PAGE}{errand.pk}/remove/")
    assert not Label.objects.filter(pk=errand.pk).exists()

    client.post(f"{PAGE}undo/{Activity.objects.for_user(alice).latest_first()[0].pk}/")
    assert TaskLabel.objects.get(label=errand.pk).user == alice


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "A label needs a name."),
        ("ERRAND", "You already have a label with this name."),
        ("x" * 51, "at most 50 characters"),
    ],
)
def test_label_form_rejects_invalid_names(client, alice, errand, name, sentence):
    response = client.post(PAGE, {"name": name})

    assert sentence in " ".join(response.context["form"].errors["name"])
    assert Label.objects.get(user=alice).name == "errand"


def test_rename_error_appears_in_the_row_of_the_label(client, alice, errand):
    Label.objects.create(user=alice, name="phone")
    response = client.post(f"{PAGE}{errand.pk}/", {"name": "phone"})

    assert f'id="label-{errand.pk}-name_error"' in response.text
    assert "You already have a label with this name." in response.text


def test_address_of_one_label_opens_the_list(client, errand):
    assert client.get(f"{PAGE}{errand.pk}/").context["labels"][0][0] == errand


@pytest.mark.parametrize("action", ["", "remove/"])
def test_label_pages_return_404_for_labels_of_another_user(client, other, action):
    assert client.post(f"{PAGE}{other.pk}/{action}", {"name": "mine"}).status_code == 404

    other.refresh_from_db()
    assert other.name == "secret"
    assert "secret" not in client.get(PAGE).text


def test_label_form_shows_an_error_when_the_label_was_deleted_meanwhile(alice):
    form = LabelForm(QueryDict("name=shop"))

    assert form.attempt(lambda: change_label(alice, 1, "shop")) is None
    assert form.errors["name"] == ["There is no such label."]
