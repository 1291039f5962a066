"""Addresses of the pages that connect calendars."""

CALENDARS = "/settings/calendars/"
SUBSCRIBE, CALDAV = f"{CALENDARS}subscribe/", f"{CALENDARS}caldav/"


def path_of(response) -> str:
    return response.wsgi_request.path
