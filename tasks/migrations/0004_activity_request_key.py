"""A request sent twice is done once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_history_is_append_only")]

    operations = [
        migrations.AddField(
            "activity",
            "request_key",
            models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            "activity",
            models.UniqueConstraint(
                condition=models.Q(("request_key", ""), _negated=True),
                fields=("user", "request_key"),
                name="activity_of_a_request_is_one",
                violation_error_message="This request was carried out already.",
            ),
        ),
    ]
