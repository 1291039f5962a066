"""The language is one of those there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_planning_preferences"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE core_preferences SET language = 'en' WHERE language <> 'en'",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="preferences",
            name="language",
            field=models.CharField(
                choices=[("en", "English")], db_default="en", default="en", max_length=8
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ("en",))),
                name="preferences_language_is_known",
                violation_error_message="The language is English (en), so far.",
            ),
        ),
    ]
