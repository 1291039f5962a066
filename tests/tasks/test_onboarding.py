"""/welcome/: the introduction"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from core.models import Preferences
from tasks.editing.domains import add_domain
from tasks.models import Activity, Domain, Task

STEPS = ["zone", "hours", "domains", "tasks"]


def step(name: str) -> str:
    return f"/welcome/{name}/"


def domain_names(user) -> list[str]:
    return list(Domain.objects.for_user(user).order_by("position").values_list("name", flat=True))


@pytest.mark.parametrize("address", ["/welcome/", *map(step, STEPS)])
def test_it_needs_a_sign_in(stranger, db, address):
    assert stranger.get(address).url == f"/accounts/login/?next={address}"


def test_a_new_person_is_welcomed(stranger, db):
    form = {"email": "new@example.org", "password1": "a good long password"}
    response = stranger.post("/accounts/signup/", form | {"time_zone": "Asia/Tokyo"})

    assert response.url == "/welcome/"
    assert "Asia/Tokyo" in stranger.get("/welcome/", follow=True).text


@pytest.mark.parametrize(("number", "name"), list(enumerate(STEPS, 1)))
def test_each_step_says_where_it_is_and_can_be_skipped(client, number, name):
    text = client.get(step(name)).text

    assert f"Step {number} of 4" in text
    following = step(STEPS[number]) if number < 4 else "/"
    assert f'href="{following}">Skip this step' in text
    assert ("Back</a>" in text) == (number > 1)


@pytest.mark.parametrize("name", STEPS)
def test_every_form_asks_for_a_token_and_nothing_is_inline(client, name):
    text = client.get(step(name)).text

    assert text.count("<form") == text.count("csrfmiddlewaretoken")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", text)


def test_a_forged_form_is_refused(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(step("zone"), {"time_zone": "Asia/Tokyo"}).status_code == 403


def test_skipping_everything_leaves_everything(client, alice):
    before = Preferences.objects.values().get(user=alice)
    for name in STEPS:
        client.get(step(name))

    assert Preferences.objects.values().get(user=alice) == before
    assert not Activity.objects.for_user(alice).exists()


def test_it_goes_on_where_one_stopped(client):
    client.get(step("domains"))

    assert client.get("/welcome/").url == step("domains")


def test_it_begins_anew_once_it_was_finished(client):
    client.post(step("tasks"), {"text": ""})

    assert client.get("/welcome/").url == step("zone")


def test_the_zone_is_kept(client, alice):
    assert client.post(step("zone"), {"time_zone": "Asia/Tokyo"}).url == step("hours")

    assert Preferences.objects.get(user=alice).time_zone == "Asia/Tokyo"


def test_it_says_what_time_it_is_there(client):
    assert "It is Monday, 9:00 in Europe/Berlin now." in client.get(step("zone")).text


def test_a_zone_nobody_knows_is_refused_in_a_sentence(client):
    response = client.post(step("zone"), {"time_zone": "Mars/Base"})

    assert "“Mars/Base” is not a time zone" in response.text


def test_working_hours_are_kept(client, alice):
    sent = {"day1_start": ["10:00"], "day1_end": ["15:00"]}
    assert client.post(step("hours"), sent).url == step("domains")

    assert Preferences.objects.get(user=alice).working_hours[1] == [[600, 900]]


def test_copying_monday_keeps_the_hours_and_stays(client, alice):
    sent = {"day0_start": ["10:00"], "day0_end": ["15:00"], "copy_monday": "1"}
    assert client.post(step("hours"), sent).url == step("hours")

    assert Preferences.objects.get(user=alice).working_hours[:5] == [[[600, 900]]] * 5


def test_hours_that_overlap_lose_nothing(client):
    sent = {"day0_start": ["9:00", "10:00"], "day0_end": ["12:00", "15:00"]}
    response = client.post(step("hours"), sent)

    assert "overlap." in response.text
    assert 'value="15:00"' in response.text


def test_domains_are_picked_and_typed(client, alice):
    sent = {"picked": ["Work", "Health"], "others": "Garden, work , Band, garden,"}
    assert client.post(step("domains"), sent).url == step("tasks")

    assert domain_names(alice) == ["Work", "Health", "Garden", "Band"]
    colours = Domain.objects.for_user(alice).values_list("colour", flat=True)
    assert len(set(colours)) == 4


def test_all_new_domains_are_one_undo(client, alice):
    client.post(step("domains"), {"picked": ["Work", "Home"]})

    assert Activity.objects.for_user(alice).count() == 1


def test_what_one_has_is_not_asked_again(client, alice):
    add_domain(alice, {"name": "work"})
    response = client.get(step("domains"))
    assert "You have work." in response.text
    assert 'value="Work"' not in response.text

    client.post(step("domains"), {"others": "WORK"})
    assert domain_names(alice) == ["work"]


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ("x" * 101, "is longer than 100 characters."),
        (",".join(f"d{n}" for n in range(21)), "Begin with at most 20"),
    ],
)
def test_names_that_cannot_be_are_refused_and_kept(client, alice, others, sentence):
    response = client.post(step("domains"), {"picked": ["Work"], "others": others})

    assert sentence in response.text
    assert f'value="{others}"' in response.text
    assert domain_names(alice) == []


def test_lines_become_tasks(client, alice):
    client.post(step("domains"), {"picked": ["Home"]})
    text = "Pay rent #home !high\n  Find the account number\nCall Grandma"
    assert client.post(step("tasks"), {"text": text}).url == "/"

    rent, number, call = Task.objects.for_user(alice).order_by("pk")
    assert (rent.title, rent.domain.name, rent.impact) == ("Pay rent", "Home", 1)
    assert number.parent == rent
    assert call.domain is None


def test_no_line_at_all_is_an_answer(client, alice):
    assert client.post(step("tasks"), {"text": " \n"}).url == "/"

    assert not Task.objects.for_user(alice).exists()


def test_a_line_that_cannot_be_loses_nothing(client, alice):
    text = "Call Grandma\nPay rent 31 feb"
    response = client.post(step("tasks"), {"text": text})

    assert response.context["form"].errors["text"]
    assert text in response.text
    assert not Task.objects.for_user(alice).exists()


def test_tasks_one_has_are_counted_so_that_none_is_typed_twice(client, make_task):
    make_task()

    assert "You have 1 open task already" in client.get(step("tasks")).text


def test_it_shows_nothing_of_other_people(client, bob, make_task):
    add_domain(bob, {"name": "Bobsled"})
    make_task(user=bob)

    for name in STEPS:
        assert "Bobsled" not in client.get(step(name)).text
    assert "open task" not in client.get(step("tasks")).text


def test_the_picture_shows_the_next_working_day_of_somebody_off_today(client, alice):
    off_today = [[], [[9 * 60, 17 * 60]], [], [], [], [], []]
    Preferences.objects.filter(user=alice).update(working_hours=off_today)
    day = client.get(step("hours")).context["day"]

    assert (day.day, len(day.shades), day.now) == ("Tuesday", 1, None)


def test_the_picture_shows_now_on_the_persons_clock(client, alice):
    day = client.get(step("hours")).context["day"]
    assert (day.day, day.now.label) == ("Monday", "9:00")

    Preferences.objects.filter(user=alice).update(time_zone="Asia/Tokyo")
    assert client.get(step("hours")).context["day"].now.label == "17:00"
