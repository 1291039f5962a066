"""Nobody stays in a zone that browsers reject: the names that the list no longer offers."""

from django.db import migrations

REJECTED = ("localtime", "Factory")


def choose_others(apps, schema_editor):
    rows = apps.get_model("core", "Preferences").objects.using(schema_editor.connection.alias)
    rows.filter(time_zone__in=REJECTED).update(time_zone="UTC")
    rows.filter(secondary_zone__in=REJECTED).update(secondary_zone="")


class Migration(migrations.Migration):
    dependencies = [("core", "0011_streams_end_with_sessions")]

    operations = [migrations.RunPython(choose_others, migrations.RunPython.noop)]
