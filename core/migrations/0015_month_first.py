"""Let people choose whether the month comes first in dates such as 12/1."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0014_humane_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="preferences",
            name="month_first",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="12/1 is 1 December instead of 12 January.",
            ),
        ),
    ]
