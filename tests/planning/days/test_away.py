"""Days away: nothing is planned there"""

from __future__ import annotations

import pytest

from tasks.models import Away
from tests.conftest import Api

AWAY_TWO_DAYS = {"first_day": "2026-11-30", "last_day": "2026-12-01"}
AWAY_TODAY = {"first_day": "2026-11-30", "last_day": "2026-11-30"}


@pytest.fixture
def report(person):
    return person.task("report", "High", 60)


def go_away(api, days=AWAY_TWO_DAYS) -> None:
    assert api.post("/away", days).status_code == 200


def sentences(proposal) -> list[str]:
    return [event["sentence"] for event in proposal.data["all_day"]]


def test_day_plan_is_empty_and_says_why_on_a_day_away(person, report):
    go_away(person.api, AWAY_TODAY)
    proposal = person.plan("day")

    assert proposal.times() == {}
    assert proposal.left_out == {"report"}
    assert sentences(proposal) == ["You are away on Monday 30 November."]


def test_week_plan_leaves_out_and_names_the_days_away(person, report):
    go_away(person.api)
    proposal = person.plan("week")

    assert proposal.at("report").startswith("Wed")
    assert sentences(proposal) == ["You are away from Monday 30 November to Tuesday 1 December."]


def test_plan_of_a_chosen_range_leaves_out_the_days_away(person, report):
    go_away(person.api)
    proposal = person.plan("day", first="2026-12-01T09:00", last="2026-12-01T20:00")

    assert proposal.times() == {}


def test_days_away_keep_the_days_busy_together_with_their_events(person, report):
    person.meeting("Mon 9:00-10:00")
    go_away(person.api)

    assert person.plan("week").at("report").startswith("Wed")


def test_no_plan_goes_on_around_the_days_away(person, report):
    go_away(person.api)
    proposal = person.plan("day")
    (away,) = proposal.data["all_day"]
    around = person.api.post("/plans", {"kind": "day", "around": [away["event_id"]]})
    why = person.api.get(f"/plans/{proposal.data['id']}/why/t{report.pk}").json()

    assert (away["label"], away["request"]) == ("", {})
    assert around.status_code == 422
    assert "Plan around" not in str(why)


def test_slots_of_a_task_are_not_on_days_away(person, report):
    go_away(person.api)
    slots = person.api.get(f"/tasks/{report.pk}/slots").json()["slots"]

    assert min(slot["date"] for slot in slots) == "2026-12-02"


def test_promise_has_no_chance_when_the_person_is_away_until_then(person, report):
    go_away(person.api)
    by_tuesday, by_wednesday = (
        person.api.get(f"/tasks/{report.pk}/promise?by={day}").json()
        for day in ("2026-12-01", "2026-12-02")
    )

    assert (by_tuesday["chance"], by_tuesday["blocks"]) == (0, [])
    assert [block["date"] for block in by_wednesday["blocks"]] == ["2026-12-02"]


def test_plan_is_outdated_when_the_person_goes_away_before_applying_it(person, report):
    proposal = person.plan("day")
    go_away(person.api)
    response = person.api.post(f"/plans/{proposal.data['id']}/apply", {"accept": None})
    report.refresh_from_db()

    assert proposal.at("report").startswith("Mon")
    assert response.status_code == 409
    assert report.scheduled_time is None


def test_week_plan_moves_accepted_blocks_but_keeps_typed_times_on_a_day_away(person):
    person.typed("call", "Mid", 30, "Mon 11:00")
    person.accepted("mail", "Mid", 60, "Mon 9:00")
    go_away(person.api, AWAY_TODAY)
    proposal = person.plan("week")

    assert proposal.at("call") == "Mon 11:00"
    assert proposal.at("mail").startswith("Tue")


def test_offer_names_the_accepted_block_on_a_day_away(person):
    person.accepted("mail", "Mid", 60, "Mon 9:00")
    go_away(person.api, AWAY_TODAY)

    assert "“mail”" in person.offer()["sentence"]


def test_plan_ignores_the_days_away_of_another_person(person, report, bob):
    go_away(Api(bob))
    proposal = person.plan("day")

    assert Away.objects.count() == 1
    assert proposal.at("report").startswith("Mon")
    assert proposal.data["all_day"] == []
