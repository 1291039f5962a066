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


def fields(**changes) -> dict:
    return {"name": "Garden", "icon": "🌱", "colour": BLUE, **changes}


def undo_of(user) -> str:
    return f"{PAGE}undo/{Activity.objects.for_user(user).latest_first()[0].pk}/"


def test_domains_page_lists_active_and_archived_domains_with_open_task_counts(
    client, home, make_domain, make_task
):
    make_task(domain_id=home.pk)
    Domain.objects.filter(pk=make_domain("Band").pk).update(archived=True)
    response = client.get(PAGE)

    assert [(row.name, row.open_tasks) for row in response.context["active"]] == [("Home", 1)]
    assert [row.name for row in response.context["archived"]] == ["Band"]


@pytest.mark.parametrize("count", [1, 50])
def test_domains_page_takes_a_fixed_number_of_queries(
    client, make_domain, make_task, count, django_assert_max_num_queries
):
    for n in range(count):
        make_task(domain_id=make_domain(f"Domain {n}").pk)
    client.get(PAGE)

    with django_assert_max_num_queries(4):
        client.get(PAGE)


def test_new_domain_is_added_at_the_end(client, alice, home):
    assert client.post(PAGE, fields(name=" Garden ")).url == PAGE

    added = Domain.objects.get(user=alice, name="Garden")
    assert (added.icon, added.colour) == ("🌱", BLUE)
    assert names(alice) == ["Home", "Garden"]


def test_domain_form_saves_name_icon_and_colour(client, home):
    client.post(f"{PAGE}{home.pk}/", fields(icon=""))

    home.refresh_from_db()
    assert (home.name, home.icon, home.colour) == ("Garden", "", BLUE)


def test_domain_keeps_a_colour_outside_the_palette(client, home):
    Domain.objects.filter(pk=home.pk).update(colour="#123456")

    assert "Custom" in client.get(f"{PAGE}{home.pk}/").text
    assert client.post(f"{PAGE}{home.pk}/", fields(colour="#123456")).status_code == 302


def test_domain_hours_can_be_set_and_reset_to_the_working_hours(client, home):
    page = f"{PAGE}{home.pk}/hours/"
    client.post(page, {"own": "own", "day5_start": "10:00", "day5_end": "12:30"})
    home.refresh_from_db()
    assert home.hours == [[], [], [], [], [], [[600, 750]], []]
    assert 'value="12:30"' in client.get(page).text

    client.post(page, {"own": "", "day5_start": "10:00", "day5_end": "12:30"})
    home.refresh_from_db()
    assert home.hours is None


def test_domain_hours_show_errors_next_to_their_day(client, home):
    page = f"{PAGE}{home.pk}/hours/"
    response = client.post(page, {"own": "own", "day5_start": "10:00", "day5_end": ""})

    assert "Enter both a start time and an end time." in response.context["form"].errors["day5"][0]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": " "}, "name", "A domain needs a name."),
        ({"name": "\x07"}, "name", "A domain needs a name"),
        ({"name": "home"}, "name", "You already have a domain with this name."),
        ({"name": "x" * 101}, "name", "at most 100 characters"),
        ({"icon": "ab"}, "icon", "Enter one emoji"),
        ({"colour": "#123456"}, "colour", "Choose one of the colours in the list."),
        ({"colour": ""}, "colour", "Choose a colour."),
    ],
)
def test_domain_form_shows_errors_next_to_the_field(client, alice, home, wrong, field, sentence):
    data = fields(**wrong)
    response = client.post(PAGE, data)

    assert sentence in " ".join(response.context["form"].errors[field])
    assert response.context["form"].data["icon"] == data["icon"]
    assert names(alice) == ["Home"]


def test_domain_moves_up_and_down(client, alice, home, make_domain):
    work = make_domain("Work")
    client.post(f"{PAGE}{work.pk}/up/")
    assert names(alice) == ["Work", "Home"]

    client.post(f"{PAGE}{work.pk}/down/")
    assert names(alice) == ["Home", "Work"]


def test_archive_page_asks_what_happens_to_open_tasks(client, home, make_task):
    make_task(domain_id=home.pk)
    response = client.get(f"{PAGE}{home.pk}/archive/")

    assert "This domain has 1 open task." in response.text
    assert 'value="move"' not in response.text  # there is no other domain


@pytest.mark.parametrize("choice", ["move", "thoughts", "archive"])
def test_archiving_moves_open_tasks_to_the_chosen_place(
    client, home, make_domain, make_task, choice
):
    work, task = make_domain("Work"), make_task(domain_id=home.pk)
    client.post(f"{PAGE}{home.pk}/archive/", {"tasks": choice, "to": work.pk})

    home.refresh_from_db()
    task.refresh_from_db()
    assert home.archived
    assert task.domain_id == {"move": work.pk, "thoughts": None, "archive": home.pk}[choice]
    assert task.status == ("archived" if choice == "archive" else "pending")


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"tasks": ""}, "tasks", "Choose what happens to the open tasks."),
        ({"tasks": "move"}, "to", "Choose the domain to move them to."),
        ({"tasks": "burn"}, "tasks", "valid choice"),
    ],
)
def test_archiving_changes_nothing_when_the_choice_is_invalid(
    client, home, make_domain, make_task, data, field, sentence
):
    make_domain("Work")
    make_task(domain_id=home.pk)
    response = client.post(f"{PAGE}{home.pk}/archive/", data)

    assert sentence in " ".join(response.context["form"].errors[field])
    home.refresh_from_db()
    assert not home.archived


def test_archiving_rejects_the_domain_of_another_user(client, home, make_domain, make_task, bob):
    task, other = make_task(domain_id=home.pk), make_domain("Bob's", bob)
    make_domain("Work")
    response = client.post(f"{PAGE}{home.pk}/archive/", {"tasks": "move", "to": other.pk})

    assert "to" in response.context["form"].errors
    task.refresh_from_db()
    assert task.domain_id == home.pk


def test_archived_domain_is_restored(client, home):
    Domain.objects.filter(pk=home.pk).update(archived=True)
    client.post(f"{PAGE}{home.pk}/restore/")

    home.refresh_from_db()
    assert not home.archived


def test_restoring_a_domain_is_rejected_when_its_name_is_taken(client, home, make_domain):
    Domain.objects.filter(pk=home.pk).update(archived=True)
    make_domain("home")
    response = client.post(f"{PAGE}{home.pk}/restore/", follow=True)

    assert "You already have a domain with this name." in response.text
    home.refresh_from_db()
    assert home.archived


def test_archiving_a_domain_offers_an_undo(client, alice, home, make_task):
    task = make_task(domain_id=home.pk)
    response = client.post(f"{PAGE}{home.pk}/archive/", {"tasks": "archive"}, follow=True)
    assert f'action="{undo_of(alice)}"' in response.text

    client.post(undo_of(alice))
    home.refresh_from_db()
    assert not home.archived
    assert Task.objects.get(pk=task.pk).status == "pending"


def test_undoing_twice_shows_an_error_on_the_domains_page(client, alice):
    client.post(PAGE, fields())
    address = undo_of(alice)
    client.post(address)

    assert "This has already been undone." in client.post(address, follow=True).text


@pytest.mark.parametrize("action", ["", "hours/", "up/", "down/", "archive/", "restore/"])
def test_domain_pages_return_404_for_domains_of_another_user(client, make_domain, bob, action):
    other = make_domain("Bob's", bob)

    assert client.post(f"{PAGE}{other.pk}/{action}", fields(tasks="archive")).status_code == 404
    other.refresh_from_db()
    assert (other.name, other.archived) == ("Bob's", False)
    assert "Bob&#x27;s" not in client.get(PAGE).text


def test_domains_undo_returns_404_for_activities_of_another_user(client, bob, make_task):
    other = make_task(user=bob)

    assert client.post(undo_of(bob)).status_code == 404
    assert Task.objects.filter(pk=other.pk).exists()


def test_domain_pages_return_404_when_the_id_exceeds_the_database_range(client):
    assert client.post(f"{PAGE}{10**30}/up/").status_code == 404
    assert client.get(f"{PAGE}{10**30}/").status_code == 404


@pytest.mark.parametrize("action", ["up/", "down/", "restore/"])
def test_domain_actions_reject_get_requests(client, home, action):
    assert client.get(f"{PAGE}{home.pk}/{action}").status_code == 405


def test_domain_action_redirects_to_the_list_after_sign_in(stranger, home):
    assert stranger.post(f"{PAGE}{home.pk}/up/").url == f"/accounts/login/?next={PAGE}"


def test_domains_page_marks_the_default_domain(client, home, make_domain):
    work = make_domain("Work")
    client.post(f"{PAGE}{work.pk}/default/")

    assert client.get(PAGE).context["default"] == work.pk
    assert "This is your default domain" in client.get(f"{PAGE}{work.pk}/").text
    assert "Make this the default" in client.get(f"{PAGE}{home.pk}/").text


def test_domain_of_another_user_cannot_become_the_default(client, make_domain, bob):
    assert client.post(f"{PAGE}{make_domain(user=bob).pk}/default/").status_code == 404
