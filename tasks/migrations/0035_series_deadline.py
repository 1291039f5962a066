"""Let a series have a deadline that is relative to each of its days."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tasks", "0034_paused_series")]

    operations = [
        migrations.AddField(
            "series",
            "deadline_days",
            models.SmallIntegerField(
                blank=True, help_text="Days from each day to its deadline.", null=True
            ),
        ),
        migrations.AddConstraint(
            "series",
            models.CheckConstraint(
                condition=Q(deadline_days=None) | Q(deadline_days__range=(0, 366)),
                name="series_deadline_is_within_a_year",
                violation_error_message="The deadline of each day can be 0 to 366 days after it.",
            ),
        ),
    ]
