"""Let people choose German, which quick add reads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0016_default_domain"),
    ]

    operations = [
        migrations.AlterField(
            model_name="preferences",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("de", "Deutsch")],
                db_default="en",
                default="en",
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="preferences",
            name="preferences_language_is_known",
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ("en", "de"))),
                name="preferences_language_is_known",
                violation_error_message="The language must be English (en) or German (de).",
            ),
        ),
    ]
