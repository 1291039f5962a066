"""Count the changes of a series, so that a stale change can be rejected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0052_calendar_channels")]

    operations = [
        migrations.AddField(
            "series",
            "version",
            models.IntegerField(db_default=1, default=1, editable=False),
        ),
    ]
