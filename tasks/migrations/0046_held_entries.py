"""Add the entry that an event belongs to, and how many entries of a calendar are held back.

The columns have a default in the database, so the previous release goes on writing events. Rows
without an entry get it when the provider next lists them; until then their UID counts.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0053_dav_parent_uid")]

    operations = [
        migrations.AddField(
            "event",
            "entry",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What the provider lists: a UID, or a series at Google.",
            ),
        ),
        migrations.AddField(
            "calendar",
            "held",
            models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="Entries that are suddenly missing, kept until the user confirms.",
            ),
        ),
    ]
