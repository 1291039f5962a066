"""And what was written before, read through without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tasks", "0015_days_of_our_time")]

    operations = [
        ValidateConstraint("task", "task_days_are_of_our_time"),
        ValidateConstraint("taskinstance", "instance_days_are_of_our_time"),
    ]
