"""Names of domains and labels in NFC: what looks the same is compared as the same."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from django.db import IntegrityError, migrations, transaction


def compose(apps: Any, schema_editor: Any) -> None:
    """Leave a name that would then be another one's, or too long: the person may change it."""
    for model in ("Domain", "Label"):
        rows = apps.get_model("tasks", model).objects
        for pk, name in rows.values_list("pk", "name").iterator():
            composed = normalize("NFC", name)
            if composed != name:
                try:
                    with transaction.atomic():
                        rows.filter(pk=pk).update(name=composed)
                except IntegrityError:
                    continue


class Migration(migrations.Migration):
    dependencies = [("tasks", "0018_activity_request_fingerprint")]

    operations = [migrations.RunPython(compose, migrations.RunPython.noop, elidable=True)]
