"""Add when each pushed event was when both sides last agreed, to merge what moved since."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

SLOT = Q(
    agreed_day=None,
    agreed_starts_at__isnull=False,
    agreed_ends_at__isnull=False,
    agreed_ends_at__gte=F("agreed_starts_at"),
)
DAY = Q(agreed_day__isnull=False, agreed_starts_at=None, agreed_ends_at=None)
UNKNOWN = Q(agreed_day=None, agreed_starts_at=None, agreed_ends_at=None)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0046_version_of_a_rule")]

    operations = [
        migrations.AddField(
            "pushedblock", "agreed_starts_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "pushedblock", "agreed_ends_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "pushedblock",
            "agreed_day",
            models.DateField(blank=True, help_text="Of an all-day event.", null=True),
        ),
        migrations.AddField(
            "pushedblock",
            "seen_in",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "The remote id of another calendar of the account that has the event too."
                ),
            ),
        ),
        migrations.AlterField(
            "pushedblock",
            "pushed_hash",
            models.CharField(
                blank=True,
                default="",
                help_text="A digest of the block as last sent.",
                max_length=64,
            ),
        ),
        # Not checked for existing rows: the columns are new and empty.
        AddConstraintNotValid(
            "pushedblock",
            models.CheckConstraint(
                condition=UNKNOWN | DAY | SLOT,
                name="pushed_block_is_timed_or_all_day",
                violation_error_message="A pushed event has a start and an end, or a day.",
            ),
        ),
    ]
