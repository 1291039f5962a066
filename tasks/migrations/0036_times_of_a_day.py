"""Let a series repeat at several times on each of its days."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tasks", "0044_default_domain_of_one_person")]

    operations = [
        migrations.AddField(
            "series",
            "times",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.TimeField(),
                blank=True,
                db_default=[],
                default=list,
                help_text="The times of each day, if there are several.",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            "series",
            models.CheckConstraint(
                condition=Q(times__len__lte=24),
                name="series_times_of_a_day_fit",
                violation_error_message="A task can repeat up to 24 times a day.",
            ),
        ),
    ]
