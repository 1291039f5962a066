"""A time entry and its task belong to one person, or are refused."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_planning")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE tasks_timeentry ADD CONSTRAINT tasks_timeentry_task_id_of_user "
            "FOREIGN KEY (user_id, task_id) REFERENCES tasks_task (user_id, id) "
            "DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE tasks_timeentry DROP CONSTRAINT tasks_timeentry_task_id_of_user",
        )
    ]
