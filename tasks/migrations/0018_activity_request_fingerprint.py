"""A key belongs to one request: sent with another, it is rejected instead of answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0017_accounts_without_address")]

    operations = [
        migrations.AddField(
            "activity",
            "request_fingerprint",
            models.CharField(db_default="", default="", editable=False, max_length=64),
        ),
    ]
