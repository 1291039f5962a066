"""core.zones: every zone on offer is one that browsers know"""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from core.models import Preferences
from core.models.preferences import validate_time_zone
from core.zones import known_zones
from tasks.forms.zones import zones

REJECTED = ["localtime", "Factory", "posixrules", "posix/Europe/Berlin", "right/Europe/Berlin"]
# Node uses the engine of Chromium: V8 with ICU.
TRY = """
const names = JSON.parse(require("fs").readFileSync(0, "utf8"));
const rejected = names.filter((timeZone) => {
  try { new Intl.DateTimeFormat("en", { timeZone }); } catch { return true; }
});
console.log(JSON.stringify(rejected));
"""


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
def test_known_zones_are_accepted_by_browsers():
    run = subprocess.run(
        ["node", "-e", TRY], input=json.dumps(sorted(known_zones())), capture_output=True, text=True
    )

    assert json.loads(run.stdout) == []


def test_known_zones_include_all_inhabited_zones():
    offered = {name for _, choices in zones() for name, _ in choices}

    assert offered == known_zones()
    assert {"Europe/Berlin", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "UTC"} <= offered
    assert len(offered) > 590


@pytest.mark.parametrize("name", REJECTED)
def test_zone_rejected_by_browsers_is_rejected(api, name):
    answer = api.patch("/me/preferences", {"time_zone": name})

    assert (answer.status_code, answer.json()["field"]) == (422, "time_zone")
    with pytest.raises(ValidationError):
        validate_time_zone(name)


def test_sign_up_falls_back_to_utc_for_a_zone_rejected_by_browsers(client, db):
    form = {"email": "c@example.org", "password1": "a good long password", "time_zone": "localtime"}
    client.post("/accounts/signup/", form)

    assert Preferences.objects.get().time_zone == "UTC"


def test_migration_moves_users_of_rejected_zones_to_utc(api, alice, bob):
    Preferences.objects.filter(user=alice).update(time_zone="localtime", secondary_zone="Factory")
    with connection.schema_editor() as editor:
        import_module("core.migrations.0012_zones_that_browsers_know").choose_others(apps, editor)

    alice.preferences.refresh_from_db()
    assert (alice.preferences.time_zone, alice.preferences.secondary_zone) == ("UTC", "")
    assert Preferences.objects.get(user=bob).time_zone == "Pacific/Auckland"
    assert api.patch("/me/preferences", {"theme": "dark"}).status_code == 200
