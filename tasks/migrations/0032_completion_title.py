"""Store the title with each completion, so that a rename does not change history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0030_chosen_days")]

    operations = [
        migrations.AddField(
            "completion",
            "title",
            models.TextField(
                db_default="",
                default="",
                help_text="Empty for completions before titles were stored.",
            ),
        ),
    ]
