"""A change may leave completion facts as they are: subtasks of a series start afresh each day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_instance_description_fits")]

    operations = [
        migrations.AddField("change", "facts_stand", models.BooleanField(default=False)),
    ]
