"""The default domain of a person exists and is their own, or is refused."""

from django.db import migrations

# Not checked for existing rows: the column is new and empty.
ADD = """
ALTER TABLE core_preferences ADD CONSTRAINT core_preferences_default_domain_of_user
FOREIGN KEY (user_id, default_domain) REFERENCES tasks_domain (user_id, id)
DEFERRABLE INITIALLY DEFERRED NOT VALID
"""
DROP = "ALTER TABLE core_preferences DROP CONSTRAINT core_preferences_default_domain_of_user"


class Migration(migrations.Migration):
    dependencies = [("tasks", "0043_trash_indexes"), ("core", "0016_default_domain")]

    operations = [migrations.RunSQL(ADD, DROP)]
