"""/dav/: items with properties that are doubled, empty or of the wrong kind"""

from __future__ import annotations

import pytest

from tests.dav.test_put import sentence
from tests.lanes import BIG

PROGRAMS = ["iOS/18.3.1 (22D72) remindd/1.0", ""][: 2 if BIG else 1]

USUAL = {
    "DTSTART": "DTSTART;TZID=Europe/Berlin:20260302T180000",
    "DUE": "DUE;TZID=Europe/Berlin:20260303T180000",
    "RRULE": "RRULE:FREQ=DAILY;COUNT=3",
    "EXDATE": "EXDATE;TZID=Europe/Berlin:20260303T180000",
    "COMPLETED": "COMPLETED;TZID=Europe/Berlin:20260302T080000",
    "PERCENT-COMPLETE": "PERCENT-COMPLETE:100",
    "STATUS": "STATUS:NEEDS-ACTION",
    "PRIORITY": "PRIORITY:1",
    "RELATED-TO": "RELATED-TO:u2",
    "SUMMARY": "SUMMARY:Pills",
    "DESCRIPTION": "DESCRIPTION:Red ones",
    "CATEGORIES": "CATEGORIES:Home",
}
OTHERS = {
    "DURATION": "DURATION:PT1H",
    "RECURRENCE-ID": "RECURRENCE-ID;TZID=Europe/Berlin:20260303T180000",
    "UID": "UID:u1",
    "TRIGGER": "TRIGGER;RELATED=END:-PT5M",
}
VALUES = ["", "x", "0", "-1", "99999999999999999999", "20260302", "PT", "P1Y", "NaN", "FREQ="]


def todo(lines, alarm="TRIGGER:-PT5M"):
    alarms = ["BEGIN:VALARM", "ACTION:DISPLAY", *alarm.split("\n"), "END:VALARM"]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:t", "BEGIN:VTODO", "UID:u1"]
    return "\r\n".join([*text, *lines, *alarms, "END:VTODO", "END:VCALENDAR", ""])


def bodies(name):
    usual = [line for other, line in USUAL.items() if other != name]
    line = (USUAL | OTHERS)[name]
    lines = [line + "\n" + line, *(f"{name}:{value}" for value in VALUES)]
    lines += [f"{name};VALUE=DATE:20260302", f"{name};TZID=:20260302T180000", f"{name};X"]
    for changed in lines:
        changed_lines = changed.split("\n")
        if name == "TRIGGER":
            yield todo(usual, alarm=changed)
        else:
            yield todo([*usual, *changed_lines])
            without = ("RRULE", "DTSTART", "DUE", "EXDATE")
            yield todo([*(row for row in usual if not row.startswith(without)), *changed_lines])


@pytest.mark.parametrize("name", [*USUAL, *OTHERS])
@pytest.mark.parametrize("program", PROGRAMS)
def test_strange_property_is_accepted_or_rejected_with_a_sentence(dav, name, program):
    dav.client.raise_request_exception = False
    dav.client.defaults["HTTP_USER_AGENT"] = program
    for n, body in enumerate([*bodies(name)][:: 1 if BIG else 11]):
        body = body.replace("UID:u1\r\n", f"UID:item-{n}\r\n", 1)
        response = dav("PUT", f"tasks/{n}.ics", body)
        assert response.status_code in (201, 400, 403), (body, response.content)
        if response.status_code == 403:
            assert sentence(response), (body, response.content)
        if response.status_code == 201:
            assert dav("PUT", f"tasks/{n}.ics", body).status_code in (201, 204), body
