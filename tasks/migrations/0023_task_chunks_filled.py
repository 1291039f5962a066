"""Copy the chunks of tasks written before the column existed; then check its constraint.

Locks only the rows of tasks in several pieces, so people keep writing meanwhile.
"""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

FILL = "UPDATE tasks_task SET chunks = sittings WHERE chunks IS DISTINCT FROM sittings"


class Migration(migrations.Migration):
    dependencies = [("tasks", "0022_task_chunks")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        ValidateConstraint("task", "task_chunks_have_a_time"),
    ]
