"""Add the channels by which a provider notifies us that a calendar has changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0049_removals_need_no_confirmation")]

    operations = [
        migrations.AddField(
            "calendar",
            "channel",
            models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddField(
            "calendar",
            "channel_resource",
            models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddField(
            "calendar", "channel_until", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "calendar",
            "channel_confirmed",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            "calendaraccount",
            "notified_at",
            models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
