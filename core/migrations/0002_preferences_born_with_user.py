"""A person's preferences are born with the person, whichever door made them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION core_preferences_for_user() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO core_preferences (user_id) VALUES (NEW.id);
                RETURN NULL;
            END $$;
            CREATE TRIGGER core_user_has_preferences AFTER INSERT ON core_user
                FOR EACH ROW EXECUTE FUNCTION core_preferences_for_user();
            """,
            """
            DROP TRIGGER core_user_has_preferences ON core_user;
            DROP FUNCTION core_preferences_for_user();
            """,
        ),
    ]
