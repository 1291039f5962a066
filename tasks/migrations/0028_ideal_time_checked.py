"""Check the ideal times of all rows, without a lock that stops writes."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tasks", "0027_ideal_time")]

    operations = [ValidateConstraint("task", "task_ideal_time_is_a_part_of_the_day")]
