"""/welcome/: onboarding"""

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
def test_onboarding_redirects_to_sign_in(stranger, db, address):
    assert stranger.get(address).url == f"/accounts/login/?next={address}"


def test_sign_up_leads_to_onboarding(stranger, db):
    form = {"email": "new@example.org", "password1": "a good long password"}
    response = stranger.post("/accounts/signup/", form | {"time_zone": "Asia/Tokyo"})

    assert response.url == "/welcome/"
    assert "Asia/Tokyo" in stranger.get("/welcome/", follow=True).text


@pytest.mark.parametrize(("number", "name"), list(enumerate(STEPS, 1)))
def test_onboarding_step_shows_its_number_and_can_be_skipped(client, number, name):
    text = client.get(step(name)).text

    assert f"Step {number} of 4" in text
    next_url = step(STEPS[number]) if number < 4 else "/"
    assert f'href="{next_url}">Skip this step' in text
    assert ("Back</a>" in text) == (number > 1)


@pytest.mark.parametrize("name", STEPS)
def test_onboarding_forms_have_csrf_tokens_and_no_inline_code(client, name):
    text = client.get(step(name)).text

    assert text.count("<form") == text.count("csrfmiddlewaretoken")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", text)


def test_onboarding_form_is_rejected_without_a_csrf_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(step("zone"), {"time_zone": "Asia/Tokyo"}).status_code == 403


def test_onboarding_changes_nothing_when_every_step_is_skipped(client, alice):
    before = Preferences.objects.values().get(user=alice)
    for name in STEPS:
        client.get(step(name))

    assert Preferences.objects.values().get(user=alice) == before
    assert not Activity.objects.for_user(alice).exists()


def test_onboarding_continues_at_the_last_opened_step(client):
    client.get(step("domains"))

    assert client.get("/welcome/").url == step("domains")


def test_onboarding_restarts_after_it_was_finished(client):
    client.post(step("tasks"), {"text": ""})

    assert client.get("/welcome/").url == step("zone")


def test_onboarding_saves_the_time_zone(client, alice):
    assert client.post(step("zone"), {"time_zone": "Asia/Tokyo"}).url == step("hours")

    assert Preferences.objects.get(user=alice).time_zone == "Asia/Tokyo"


def test_onboarding_shows_the_local_time_of_the_zone(client):
    assert "It is now Monday, 9:00 in Europe/Berlin." in client.get(step("zone")).text


def test_onboarding_rejects_an_unknown_time_zone(client):
    response = client.post(step("zone"), {"time_zone": "Mars/Base"})

    assert "“Mars/Base” is not a time zone" in response.text


def test_onboarding_saves_the_working_hours(client, alice):
    data = {"day1_start": ["10:00"], "day1_end": ["15:00"]}
    assert client.post(step("hours"), data).url == step("domains")

    assert Preferences.objects.get(user=alice).working_hours[1] == [[600, 900]]


def test_onboarding_stays_on_the_hours_step_after_copying_monday(client, alice):
    data = {"day0_start": ["10:00"], "day0_end": ["15:00"], "copy_monday": "1"}
    assert client.post(step("hours"), data).url == step("hours")

    assert Preferences.objects.get(user=alice).working_hours[:5] == [[[600, 900]]] * 5


def test_onboarding_keeps_typed_hours_when_they_overlap(client):
    data = {"day0_start": ["9:00", "10:00"], "day0_end": ["12:00", "15:00"]}
    response = client.post(step("hours"), data)

    assert "overlap." in response.text
    assert 'value="15:00"' in response.text


def test_onboarding_adds_picked_and_typed_domains(client, alice):
    data = {"picked": ["Work", "Health"], "other_areas": "Garden, work , Band, garden,"}
    assert client.post(step("domains"), data).url == step("tasks")

    assert domain_names(alice) == ["Work", "Health", "Garden", "Band"]
    colours = Domain.objects.for_user(alice).values_list("colour", flat=True)
    assert len(set(colours)) == 4


def test_onboarding_adds_all_domains_in_one_activity(client, alice):
    client.post(step("domains"), {"picked": ["Work", "Home"]})

    assert Activity.objects.for_user(alice).count() == 1


def test_onboarding_suggests_no_domain_that_exists(client, alice):
    add_domain(alice, {"name": "work"})
    response = client.get(step("domains"))
    assert "You already have work." in response.text
    assert 'value="Work"' not in response.text

    client.post(step("domains"), {"other_areas": "WORK"})
    assert domain_names(alice) == ["work"]


@pytest.mark.parametrize(
    ("other_areas", "sentence"),
    [
        ("x" * 101, "is longer than 100 characters."),
        (",".join(f"d{n}" for n in range(21)), "Start with at most 20"),
    ],
)
def test_onboarding_rejects_invalid_domain_names_and_keeps_the_text(
    client, alice, other_areas, sentence
):
    response = client.post(step("domains"), {"picked": ["Work"], "other_areas": other_areas})

    assert sentence in response.text
    assert f'value="{other_areas}"' in response.text
    assert domain_names(alice) == []


def test_onboarding_adds_a_task_per_line(client, alice):
    client.post(step("domains"), {"picked": ["Home"]})
    text = "Pay rent #home !high\n  Find the account number\nCall Grandma"
    assert client.post(step("tasks"), {"text": text}).url == "/"

    rent, number, call = Task.objects.for_user(alice).order_by("pk")
    assert (rent.title, rent.domain.name, rent.impact) == ("Pay rent", "Home", 1)
    assert number.parent == rent
    assert call.domain.name == "Home"


def test_onboarding_finishes_without_tasks(client, alice):
    assert client.post(step("tasks"), {"text": " \n"}).url == "/"

    assert not Task.objects.for_user(alice).exists()


def test_onboarding_keeps_the_text_when_a_line_has_no_title(client, alice):
    text = "Call Grandma\n!high"
    response = client.post(step("tasks"), {"text": text})

    assert response.context["form"].errors["text"]
    assert text in response.text
    assert not Task.objects.for_user(alice).exists()


def test_onboarding_shows_the_number_of_open_tasks(client, make_task):
    make_task()

    assert "You already have 1 open task." in client.get(step("tasks")).text


def test_onboarding_shows_no_data_of_another_user(client, bob, make_task):
    add_domain(bob, {"name": "Bobsled"})
    make_task(user=bob)

    for name in STEPS:
        assert "Bobsled" not in client.get(step(name)).text
    assert "open task" not in client.get(step("tasks")).text


def test_day_preview_shows_the_next_working_day_when_today_is_off(client, alice):
    off_today = [[], [[9 * 60, 17 * 60]], [], [], [], [], []]
    Preferences.objects.filter(user=alice).update(working_hours=off_today)
    day = client.get(step("hours")).context["day"]

    assert (day.day, len(day.shades), day.now) == ("Tuesday", 1, None)


def test_day_preview_shows_the_current_local_time(client, alice):
    day = client.get(step("hours")).context["day"]
    assert (day.day, day.now.label) == ("Monday", "9:00")

    Preferences.objects.filter(user=alice).update(time_zone="Asia/Tokyo")
    assert client.get(step("hours")).context["day"].now.label == "17:00"
