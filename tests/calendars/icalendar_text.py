"""Calendars and events as text, as other people's servers send them."""

from __future__ import annotations


def ics(*events: str, head: str = "X-WR-CALNAME:Football") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *head.splitlines()]
    text = "\n".join([*lines, *events, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n")


def event(uid: str = "1", *lines: str) -> str:
    lines = lines or ("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z")
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Match", *lines, "END:VEVENT"])
