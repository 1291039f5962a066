"""Days that change while they are lived: running late, finishing early, repair"""

from __future__ import annotations

import pytest

LATE = ["late", "push"]  # the API knows both names


def test_repair_moves_a_trifle_by_an_hour_to_keep_a_hard_deadline(person):
    person.prefers(buffer_minutes=0)
    person.accepted("receipts", "Min", 60, "Mon 9:00")
    person.accepted("report", "High", 60, "Mon 10:00", due="Mon 12:00")
    person.accepted("filing", "Min", 60, "Mon 11:00")
    person.meeting("Mon 10:00-11:00")
    proposal = person.plan("repair")

    assert proposal.times() == {
        "receipts": "Mon 09:00",
        "report": "Mon 11:00",
        "filing": "Mon 12:00",
    }


def six_blocks(person) -> list[str]:
    """Accept six important hours; return their titles in order."""
    times = ["9:00", "10:05", "11:10", "13:00", "14:05", "15:10"]
    titles = [f"block {number}" for number in range(6)]
    for title, at in zip(titles, times, strict=True):
        person.accepted(title, "High", 60, f"Mon {at}")
    return titles


@pytest.mark.parametrize("kind", LATE)
def test_running_late_extends_the_block_in_progress_and_slides_the_rest(person, kind):
    titles = six_blocks(person)
    person.go("Mon 9:40")
    proposal = person.plan(kind, late_minutes=40)

    assert proposal.titles() == titles
    assert {block.begin.date() for block in proposal.blocks} == {person.monday}
    assert proposal.at("block 0") == "Mon 09:00"
    assert proposal.minutes("block 0") == 100
    assert "Mon 10:45" <= proposal.at("block 1") <= "Mon 10:55"
    assert proposal.blocks[-1].end.hour < 17
    assert proposal.collisions() == []


@pytest.mark.parametrize("minutes", [15, 25, 60, 90])
def test_running_late_keeps_the_order_whatever_the_minutes(person, minutes):
    titles = six_blocks(person)
    person.go("Mon 9:40")
    proposal = person.plan("late", late_minutes=minutes)

    today = [block.title for block in proposal.on(person.monday)]
    assert today == [title for title in titles if title in today]
    assert proposal.minutes("block 0") == 60 + minutes
    assert proposal.collisions() == []


def test_running_late_slides_three_blocks_in_the_same_order(person):
    titles = ["first", "second", "third"]
    for title, at in zip(titles, ["9:05", "10:10", "11:15"], strict=True):
        person.accepted(title, "High", 60, f"Mon {at}")
    person.go("Mon 9:00")
    proposal = person.plan("late", late_minutes=40)

    assert proposal.titles() == titles
    assert {block.begin.date() for block in proposal.blocks} == {person.monday}
    assert proposal.at("first") in ("Mon 09:40", "Mon 09:45")
    assert proposal.of("third")[0].end.hour < 14


def test_running_late_moves_the_next_block_and_nothing_on_another_day(person):
    person.accepted("next", "Mid", 60, "Mon 10:20")
    for day in ("Tue", "Wed", "Thu", "Fri"):
        for number, at in enumerate(["9:00", "10:05", "11:10", "13:00", "14:15", "15:20"]):
            person.accepted(f"{day} {number}", "Low", 60, f"{day} {at}")
    person.go("Mon 10:08")
    proposal = person.plan("late", late_minutes=30)

    assert proposal.at("next") == "Mon 10:50"
    assert proposal.changed == {"next"}


def test_running_late_keeps_what_is_due_today_and_moves_what_can_wait(person):
    person.accepted("budget", "High", 60, "Mon 15:00")
    person.accepted("notes", "Mid", 30, "Mon 16:05")
    person.accepted("reply", "Mid", 15, "Mon 16:40", due="Mon")
    person.go("Mon 15:20")
    proposal = person.plan("late", late_minutes=20)

    assert [block.title for block in proposal.on(person.monday)] == ["budget", "reply"]
    assert proposal.at("notes").startswith("Tue")


def test_running_late_lets_the_least_important_block_leave_today(person):
    impacts = ["High", "High", "Min", "High", "High", "High"]
    times = ["9:00", "10:05", "11:10", "13:30", "14:35", "15:55"]
    for number, (impact, at) in enumerate(zip(impacts, times, strict=True)):
        person.accepted(f"block {number}", impact, 60, f"Mon {at}")
    person.go("Mon 9:30")
    proposal = person.plan("late", late_minutes=90)
    today = {block.title for block in proposal.on(person.monday)}

    assert {f"block {number}" for number in range(6)} - today <= {"block 2"}


def test_running_late_leaves_a_promise_and_slides_around_it(person):
    person.accepted("first", "Mid", 60, "Mon 9:00")
    person.accepted("second", "Mid", 60, "Mon 10:05")
    person.typed("dentist", "Low", 60, "Mon 11:30")
    person.go("Mon 9:30")
    proposal = person.plan("late", late_minutes=30)

    assert proposal.at("dentist") == "Mon 11:30"
    assert proposal.of("second")[0].begin.date() == person.monday
    assert proposal.collisions() == []


def test_offer_pulls_the_next_block_forward_when_a_task_ends_early(person):
    first = person.accepted("report", "High", 60, "Mon 9:00")
    person.accepted("mail", "Mid", 60, "Mon 10:05")
    person.go("Mon 9:10")
    person.complete(first)
    offer = person.offer()
    proposal = person.plan(offer["kind"])

    assert offer["offer"] is not None
    assert "mail" in offer["sentence"]
    assert proposal.at("mail") in ("Mon 09:10", "Mon 09:15")


def test_no_offer_to_pull_a_promise_forward(person):
    first = person.accepted("report", "High", 60, "Mon 9:00")
    person.typed("call", "Mid", 60, "Mon 10:05")
    person.go("Mon 9:10")
    person.complete(first)

    assert person.offer()["offer"] is None


def test_offer_names_the_undone_blocks_of_yesterday(person):
    for title, at in (("a", "9:00"), ("b", "10:05"), ("c", "11:10")):
        person.accepted(title, "Mid", 60, f"Mon {at}")
    person.go("Tue 8:00")
    offer = person.offer()
    proposal = person.plan(offer["kind"])

    assert "3 from yesterday" in offer["sentence"]
    assert {title: at[:3] for title, at in proposal.times().items()} == dict.fromkeys("abc", "Tue")


def test_no_offer_when_the_day_goes_as_planned(person):
    six_blocks(person)
    person.go("Mon 9:30")

    assert person.offer()["offer"] is None


@pytest.mark.parametrize("number", range(4))
def test_repair_moves_only_the_block_under_a_meeting(person, number):
    times = ["9:00", "10:05", "11:10", "14:00"]
    for index, at in enumerate(times):
        person.accepted(f"block {index}", "Mid", 60, f"Mon {at}")
    begin, minute = times[number].split(":")
    person.meeting(f"Mon {begin}:{minute}-{int(begin) + 1}:{minute}")
    proposal = person.plan("repair")
    moved = {block.title for block in proposal.blocks if block.state == "moved"}

    assert f"block {number}" in moved
    assert {block.begin.date() for block in proposal.blocks} == {person.monday}
    assert proposal.removed == set()
    assert total_shift(proposal) <= 6 * 60


def total_shift(proposal) -> int:
    """Return the minutes by which blocks move within their day, in sum."""
    rows = [row for row in proposal.data["blocks"] if row["was"]]
    return sum(abs(minute_of(row["time"]) - minute_of(row["was"]["time"])) for row in rows)


def minute_of(at: str) -> int:
    return int(at[:2]) * 60 + int(at[3:])


def test_blocks_that_leave_today_keep_their_order(person):
    for title, at in [
        ("a", "9:00"),
        ("b", "10:05"),
        ("c", "11:10"),
        ("d", "13:00"),
        ("e", "14:05"),
    ]:
        person.accepted(title, "High", 60, f"Mon {at}")
    person.go("Mon 9:30")

    assert person.plan("late", late_minutes=300).titles() == [*"aebcd"]
    assert person.plan("late", rest_of_day=True).titles() == [*"abcde"]


def test_late_block_leaves_its_gap_to_a_task_that_would_otherwise_miss_its_day(plain):
    plain.go("Mon 09:07")
    plain.accepted("Budget", "High", 90, "Mon 09:10", due="Mon 15:00")
    plain.accepted("Review", "Mid", 45, "Mon 12:05", day="Mon")
    plain.typed("Workshop", "Mid", 195, "Mon 13:45")
    plain.meeting("Mon 11:00-12:00")
    proposal = plain.plan("late", late_minutes=45)

    assert proposal.at("Budget") == "Mon 12:05"
    assert proposal.at("Review") == "Mon 09:55"
    assert proposal.removed == set()
