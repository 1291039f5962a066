"""Shortcuts of a single key can be switched off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_language_is_known"),
    ]

    operations = [
        migrations.AddField(
            model_name="preferences",
            name="single_key_shortcuts",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Whether a letter, digit or sign alone is a shortcut (WCAG 2.1.4).",
            ),
        ),
    ]
