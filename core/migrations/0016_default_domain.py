"""Let people choose the domain of tasks that name none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0015_month_first")]

    operations = [
        migrations.AddField(
            "preferences",
            "default_domain",
            models.BigIntegerField(
                blank=True,
                help_text="The domain of tasks that name none; empty: the first one.",
                null=True,
            ),
        ),
    ]
