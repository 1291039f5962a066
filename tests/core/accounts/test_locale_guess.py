"""core.accounts.locale_guess: the clock and the order of dates of a new person"""

from __future__ import annotations

import pytest

from core.accounts.locale_guess import guess_formats
from core.models import User

AMERICAN = {"month_first": True, "twelve_hour_clock": True}
GERMAN = {"month_first": False, "twelve_hour_clock": False}


@pytest.mark.parametrize(
    ("header", "guess"),
    [
        ("en-US,en;q=0.9", AMERICAN),
        ("en-GB,en;q=0.9", GERMAN),
        ("en-AU", {"month_first": False, "twelve_hour_clock": True}),
        ("de-DE,de;q=0.9,en-US;q=0.8", GERMAN),
        ("de", GERMAN),
        ("ja-JP", {"month_first": True, "twelve_hour_clock": False}),
        ("sv-SE", GERMAN),
        ("en", {}),
        ("", {}),
        ("*", {}),
        ("xx-YY", {}),
        ("%%;q=x", {}),
        ("a" * 10_000, {}),
    ],
)
def test_guess_formats_follows_the_first_locale_of_the_browser(header, guess):
    assert guess_formats(header) == guess


def test_sign_up_stores_the_formats_of_the_browser(client, settings, db):
    body = {"email": "carol@example.org", "password1": "kiwi-lamp-orbit-9"}
    client.post("/accounts/signup/", body, headers={"Accept-Language": "en-US,en;q=0.9"})

    preferences = User.objects.get(email="carol@example.org").preferences
    assert (preferences.month_first, preferences.twelve_hour_clock) == (True, True)
