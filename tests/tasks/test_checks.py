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
