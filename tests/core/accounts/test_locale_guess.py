"""core.accounts.locale_guess: the clock and the order of dates of a new person"""

from __future__ import annotations

import pytest

from core.accounts.locale_guess import guess_formats
from core.models import User

AMERICAN = {"month_first": True, "twelve_hour_clock": True, "language": "en"}
BRITISH = {"month_first": False, "twelve_hour_clock": False, "language": "en"}
GERMAN = BRITISH | {"language": "de"}


@pytest.mark.parametrize(
    ("header", "guess"),
    [
        ("en-US,en;q=0.9", AMERICAN),
        ("en-GB,en;q=0.9", BRITISH),
        ("en-AU", BRITISH | {"twelve_hour_clock": True}),
        ("de-DE,de;q=0.9,en-US;q=0.8", GERMAN),
        ("de", GERMAN),
        ("ja-JP", BRITISH | {"month_first": True}),
        ("de-AT", GERMAN),
        ("sv-SE", BRITISH),
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


def test_sign_up_from_a_german_browser_makes_quick_add_german(client, settings, db):
    body = {"email": "carol@example.org", "password1": "kiwi-lamp-orbit-9"}
    client.post("/accounts/signup/", body, headers={"Accept-Language": "de-DE,de;q=0.9"})
    carol = User.objects.get(email="carol@example.org")

    client.force_login(carol)
    body = {"text": "Zahnarzt um 15 Uhr"}
    preview = client.post("/api/v1/quickadd/preview", body, content_type="application/json").json()
    assert (carol.preferences.language, preview["lines"][0]["title"]) == ("de", "Zahnarzt")
