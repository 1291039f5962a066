"""What changed since a revision is read of one person's log, not of everybody's.

Built while people keep writing. A build that was interrupted leaves an invalid index behind, which
the next attempt removes first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tasks", "0020_names_in_nfc")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS change_since_revision", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            "change",
            models.Index(fields=["user", "activity", "id"], name="change_since_revision"),
        ),
    ]
