"""Help about the addresses of calendars"""

from __future__ import annotations

from tests.calendars.connecting.pages import CALENDARS, SUBSCRIBE


def test_calendars_page_links_to_sharing_connecting_and_help(client):
    page = client.get(CALENDARS).text
    for name in ("sharing/", "subscribe/", "caldav/", "help/", "help/microsoft-365/"):
        assert f'href="{CALENDARS}{name}"' in page


def test_help_explains_where_five_programs_show_the_address(client):
    page = client.get(f"{CALENDARS}help/").text
    for section in ("google", "outlook", "apple", "proton", "nextcloud"):
        assert f'id="{section}"' in page
    assert f'href="{CALENDARS}help/microsoft-365/"' in page


def test_help_offers_google_where_it_is_set_up(client, settings):
    link = f'href="{CALENDARS}google/"'
    assert link not in client.get(f"{CALENDARS}help/").text
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "id", "secret"
    assert link in client.get(f"{CALENDARS}help/").text


def test_microsoft_365_page_explains_both_directions(client):
    page = client.get(f"{CALENDARS}help/microsoft-365/").text
    assert f'href="{SUBSCRIBE}"' in page
    assert f'href="{CALENDARS}sharing/"' in page
