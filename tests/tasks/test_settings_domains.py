"""/settings/domains/"""

from __future__ import annotations

import pytest

from tasks.models import Activity, Domain, Task

PAGE = "/settings/domains/"
BLUE = "#4d85e4"


@pytest.fixture
def home(make_domain) -> Domain:
    return make_domain("Home")


def names(user) -> list[str]:
    return list(Domain.objects.for_user(user).order_by("position").values_list("name", flat=True))


def fields(**more) -> dict:
    return {"name": "Garden", "icon": "🌱", "colour": BLUE, **more}


def undo_of(user) -> str:
    return f"{PAGE}undo/{Activity.objects.for_user(user).latest_first()[0].pk}/"


def test_it_lists_active_and_archived_domains_with_their_open_tasks(
    client, home, make_domain, make_task
):
    make_task(domain_id=home.pk)
    Domain.objects.filter(pk=make_domain("Band").pk).update(archived=True)
    response = client.get(PAGE)

    assert [(row.name, row.open_tasks) for row in response.context["active"]] == [("Home", 1)]
    assert [row.name for row in response.context["archived"]] == ["Band"]


@pytest.mark.parametrize("count", [1, 50])
def test_it_takes_the_same_queries_however_many_domains(
    client, make_domain, make_task, count, django_assert_max_num_queries
):
    for n in range(count):
        make_task(domain_id=make_domain(f"Domain {n}").pk)
    client.get(PAGE)

    with django_assert_max_num_queries(4):
        client.get(PAGE)


def test_one_is_added_last(client, alice, home):
    assert client.post(PAGE, fields(name=" Garden ")).url == PAGE

    added = Domain.objects.get(user=alice, name="Garden")
    assert (added.icon, added.colour) == ("🌱", BLUE)
    assert names(alice) == ["Home", "Garden"]


def test_one_is_changed(client, home):
    client.post(f"{PAGE}{home.pk}/", fields(icon=""))

    home.refresh_from_db()
    assert (home.name, home.icon, home.colour) == ("Garden", "", BLUE)


def test_a_colour_from_elsewhere_may_stay(client, home):
    Domain.objects.filter(pk=home.pk).update(colour="#123456")

    assert "Its own" in client.get(f"{PAGE}{home.pk}/").text
    assert client.post(f"{PAGE}{home.pk}/", fields(colour="#123456")).status_code == 302


def test_one_has_hours_of_its_own_until_it_follows_the_person_again(client, home):
    page = f"{PAGE}{home.pk}/hours/"
    client.post(page, {"own": "own", "day5_start": "10:00", "day5_end": "12:30"})
    home.refresh_from_db()
    assert home.hours == [[], [], [], [], [], [[600, 750]], []]
    assert 'value="12:30"' in client.get(page).text

    client.post(page, {"own": "", "day5_start": "10:00", "day5_end": "12:30"})
    home.refresh_from_db()
    assert home.hours is None


def test_wrong_hours_are_said_beside_their_day(client, home):
    page = f"{PAGE}{home.pk}/hours/"
    response = client.post(page, {"own": "own", "day5_start": "10:00", "day5_end": ""})

    assert "Give both times" in response.context["form"].errors["day5"][0]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": " "}, "name", "A domain needs a name."),
        ({"name": "\x07"}, "name", "A domain needs a name"),
        ({"name": "home"}, "name", "You already have a domain of this name."),
        ({"name": "x" * 101}, "name", "at most 100 characters"),
        ({"icon": "ab"}, "icon", "The icon is one emoji"),
        ({"colour": "#123456"}, "colour", "Choose one of the colours shown."),
        ({"colour": ""}, "colour", "Choose a colour."),
    ],
)
def test_what_may_not_be_is_said_beside_the_field(client, alice, home, wrong, field, sentence):
    sent = fields(**wrong)
    response = client.post(PAGE, sent)

    assert sentence in " ".join(response.context["form"].errors[field])
    assert response.context["form"].data["icon"] == sent["icon"]
    assert names(alice) == ["Home"]


def test_it_moves_up_and_down(client, alice, home, make_domain):
    work = make_domain("Work")
    client.post(f"{PAGE}{work.pk}/up/")
    assert names(alice) == ["Work", "Home"]

    client.post(f"{PAGE}{work.pk}/down/")
    assert names(alice) == ["Home", "Work"]


def test_archiving_asks_what_happens_to_open_tasks(client, home, make_task):
    make_task(domain_id=home.pk)
    response = client.get(f"{PAGE}{home.pk}/archive/")

    assert "1 open task belongs to it." in response.text
    assert 'value="move"' not in response.text  # there is no other domain


@pytest.mark.parametrize("fate", ["move", "thoughts", "archive"])
def test_open_tasks_go_where_the_person_says(client, home, make_domain, make_task, fate):
    work, task = make_domain("Work"), make_task(domain_id=home.pk)
    client.post(f"{PAGE}{home.pk}/archive/", {"tasks": fate, "to": work.pk})

    home.refresh_from_db()
    task.refresh_from_db()
    assert home.archived
    assert task.domain_id == {"move": work.pk, "thoughts": None, "archive": home.pk}[fate]
    assert task.status == ("archived" if fate == "archive" else "pending")


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"tasks": ""}, "tasks", "Say what happens to its open tasks."),
        ({"tasks": "move"}, "to", "Choose the domain that takes them."),
        ({"tasks": "burn"}, "tasks", "valid choice"),
    ],
)
def test_archiving_without_an_answer_does_nothing(
    client, home, make_domain, make_task, sent, field, sentence
):
    make_domain("Work")
    make_task(domain_id=home.pk)
    response = client.post(f"{PAGE}{home.pk}/archive/", sent)

    assert sentence in " ".join(response.context["form"].errors[field])
    home.refresh_from_db()
    assert not home.archived


def test_tasks_never_move_to_somebody_elses_domain(client, home, make_domain, make_task, bob):
    task, theirs = make_task(domain_id=home.pk), make_domain("Bob's", bob)
    make_domain("Work")
    response = client.post(f"{PAGE}{home.pk}/archive/", {"tasks": "move", "to": theirs.pk})

    assert "to" in response.context["form"].errors
    task.refresh_from_db()
    assert task.domain_id == home.pk


def test_an_archived_one_is_restored(client, home):
    Domain.objects.filter(pk=home.pk).update(archived=True)
    client.post(f"{PAGE}{home.pk}/restore/")

    home.refresh_from_db()
    assert not home.archived


def test_restoring_beside_one_of_the_same_name_is_refused_in_a_sentence(client, home, make_domain):
    Domain.objects.filter(pk=home.pk).update(archived=True)
    make_domain("home")
    response = client.post(f"{PAGE}{home.pk}/restore/", follow=True)

    assert "You already have a domain of this name." in response.text
    home.refresh_from_db()
    assert home.archived


def test_everything_done_offers_an_undo(client, alice, home, make_task):
    task = make_task(domain_id=home.pk)
    done = client.post(f"{PAGE}{home.pk}/archive/", {"tasks": "archive"}, follow=True)
    assert f'action="{undo_of(alice)}"' in done.text

    client.post(undo_of(alice))
    home.refresh_from_db()
    assert not home.archived
    assert Task.objects.get(pk=task.pk).status == "pending"


def test_undoing_twice_is_refused_in_a_sentence(client, alice):
    client.post(PAGE, fields())
    address = undo_of(alice)
    client.post(address)

    assert "That was undone already." in client.post(address, follow=True).text


@pytest.mark.parametrize("act", ["", "hours/", "up/", "down/", "archive/", "restore/"])
def test_it_hides_other_peoples_domains(client, make_domain, bob, act):
    theirs = make_domain("Bob's", bob)

    assert client.post(f"{PAGE}{theirs.pk}/{act}", fields(tasks="archive")).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.name, theirs.archived) == ("Bob's", False)
    assert "Bob&#x27;s" not in client.get(PAGE).text


def test_it_undoes_nothing_of_other_people(client, bob, make_task):
    theirs = make_task(user=bob)

    assert client.post(undo_of(bob)).status_code == 404
    assert Task.objects.filter(pk=theirs.pk).exists()


def test_an_id_no_database_holds_is_not_there(client):
    assert client.post(f"{PAGE}{10**30}/up/").status_code == 404
    assert client.get(f"{PAGE}{10**30}/").status_code == 404


@pytest.mark.parametrize("act", ["up/", "down/", "restore/"])
def test_what_only_acts_is_not_opened(client, home, act):
    assert client.get(f"{PAGE}{home.pk}/{act}").status_code == 405


def test_who_is_not_signed_in_comes_back_to_the_list(stranger, home):
    assert stranger.post(f"{PAGE}{home.pk}/up/").url == f"/accounts/login/?next={PAGE}"
