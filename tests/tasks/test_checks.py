"""The doctor's checks of the product"""

from __future__ import annotations

import pytest

from core.ops.doctor.registry import Level
from core.ops.doctor.runner import run_checks


@pytest.mark.parametrize(
    ("client", "secret", "level", "sentence"),
    [
        ("", "", Level.OK, "not set up"),
        ("id", "", Level.ERROR, "Set both"),
        ("", "secret", Level.ERROR, "Set both"),
        ("id", "secret", Level.OK, "https://day.example/settings/calendars/google/back/"),
    ],
)
def test_doctor_checks_that_google_is_configured_completely(
    db, settings, client, secret, level, sentence
):
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = client, secret
    settings.CSRF_TRUSTED_ORIGINS = ["https://day.example"]
    (finding,) = (result for result in run_checks() if result.subject == "google")

    assert finding.level == level
    assert sentence in finding.sentence


@pytest.mark.parametrize(
    ("origin", "on", "sentence"),
    [
        ("https://day.example", True, "https://day.example/calendars/notification/"),
        ("https://day.example", False, "GOOGLE_PUSH_CHANNELS is off"),
        ("https://day.lan", True, "no public https address"),
        ("http://day.example", True, "no public https address"),
    ],
)
def test_doctor_says_how_changes_at_google_arrive(db, settings, origin, on, sentence):
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "id", "secret"
    settings.CSRF_TRUSTED_ORIGINS, settings.GOOGLE_PUSH_CHANNELS = [origin], on
    (finding,) = (result for result in run_checks() if result.subject == "google notifications")

    assert (finding.level, sentence in finding.sentence) == (Level.OK, True)
