from django.db import migrations

# Files are read in another way now: an unchanged file must be read once more. Google expands its
# own events.
READ_AGAIN = """
UPDATE tasks_calendar c SET sync_token = '' FROM tasks_calendaraccount a
WHERE a.user_id = c.user_id AND a.id = c.account_id AND a.provider <> 'google'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0047_calendar_failures"),
    ]

    operations = [
        migrations.RunSQL(READ_AGAIN, migrations.RunSQL.noop),
    ]
