"""Accounts let go of an address that nothing reads; what a server is called is among its secrets.

Only here: the release before still reads and writes the column, so it may go with the next one.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0016_days_of_our_time_hold")]

    operations = [
        migrations.AlterField(
            "calendaraccount", "address", models.TextField(blank=True, db_default="", default="")
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("calendaraccount", "address")]
        ),
    ]
