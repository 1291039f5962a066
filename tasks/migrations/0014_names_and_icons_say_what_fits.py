"""Names, icons and colours are refused with a sentence, and an icon is one emoji."""

from django.db import migrations, models

# As in tasks/models/domain.py.
EMOJI = "^([\\U0001F1E6-\\U0001F1FF]{2}|[0-9#*]\\uFE0F?\\u20E3|[©®\\u203C\\u2049\\u2122\\u2139\\u2190-\\u2BFF\\u3030\\u303D\\u3297\\u3299\\U0001F000-\\U0001F1E5\\U0001F200-\\U0001FAFF]\\uFE0F?[\\U0001F3FB-\\U0001F3FF]?([\\U000E0020-\\U000E007E]+\\U000E007F)?(\\u200D[©®\\u203C\\u2049\\u2122\\u2139\\u2190-\\u2BFF\\u3030\\u303D\\u3297\\u3299\\U0001F000-\\U0001F1E5\\U0001F200-\\U0001FAFF]\\uFE0F?[\\U0001F3FB-\\U0001F3FF]?([\\U000E0020-\\U000E007E]+\\U000E007F)?)*)$"


class Migration(migrations.Migration):
    dependencies = [("tasks", "0013_sharing_of_one_person")]

    operations = [
        # What is no emoji was never drawn as one; nobody is asked to mend it before the upgrade.
        migrations.RunSQL(
            [("UPDATE tasks_domain SET icon = '' WHERE icon <> '' AND icon !~ %s", [EMOJI])],
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="domain",
            name="colour",
            field=models.TextField(default="#3553c8"),
        ),
        migrations.AlterField(
            model_name="domain",
            name="icon",
            field=models.TextField(blank=True, default="", help_text="One emoji."),
        ),
        migrations.AlterField(
            model_name="domain",
            name="name",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="label",
            name="name",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="task",
            name="clarity",
            field=models.TextField(
                choices=[
                    ("autopilot", "Autopilot"),
                    ("normal", "Normal"),
                    ("brainstorm", "Brainstorm"),
                ],
                default="normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__length__lte", 100)),
                name="domain_name_fits",
                violation_error_message="The name of a domain takes up to 100 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("icon", ""),
                    models.Q(
                        ("icon__length__lte", 16),
                        (
                            "icon__regex",
                            EMOJI,
                        ),
                    ),
                    _connector="OR",
                ),
                name="domain_icon_is_one_emoji",
                violation_error_message="The icon is one emoji.",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__length__lte", 50)),
                name="label_name_fits",
                violation_error_message="A label takes up to 50 characters.",
            ),
        ),
    ]
