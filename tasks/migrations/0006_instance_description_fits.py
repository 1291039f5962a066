"""The notes of one day are as long as those of a task at most."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_task_keeps_its_creation")]

    operations = [
        migrations.AddConstraint(
            "taskinstance",
            models.CheckConstraint(
                condition=models.Q(("own_description", None))
                | models.Q(("own_description__length__lte", 10_000)),
                name="instance_description_fits",
                violation_error_message="Notes take up to 10,000 characters.",
            ),
        ),
    ]
