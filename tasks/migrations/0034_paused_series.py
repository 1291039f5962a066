"""Let series pause until a day, and on the days when their owner is away."""

import datetime

from django.db import migrations, models
from django.db.models import Q

DAYS = (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))


class Migration(migrations.Migration):
    dependencies = [("tasks", "0033_away")]

    operations = [
        migrations.AddField(
            "series",
            "paused_until",
            models.DateField(blank=True, help_text="The first day after a pause.", null=True),
        ),
        migrations.AddField(
            "series",
            "pauses_when_away",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether it leaves out the days away.",
            ),
        ),
        migrations.AddConstraint(
            "series",
            models.CheckConstraint(
                condition=Q(paused_until=None) | Q(paused_until__range=DAYS),
                name="series_pause_is_of_our_time",
                violation_error_message="Pick a day between the years 1900 and 2199.",
            ),
        ),
    ]
