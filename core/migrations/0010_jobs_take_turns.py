from django.db import migrations, models

import core.models.jobs


class Migration(migrations.Migration):
    """Safe beside the previous release: its clusters and its `enqueue` name the columns they use."""

    dependencies = [
        ("core", "0007_single_key_shortcuts"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE django_q_ormq ADD COLUMN user_id bigint",
            "ALTER TABLE django_q_ormq DROP COLUMN user_id",
            state_operations=[
                migrations.CreateModel(
                    name="QueuedJob",
                    fields=[
                        ("id", models.AutoField(primary_key=True, serialize=False)),
                        (
                            "key",
                            models.CharField(
                                default=core.models.jobs.default_queue, max_length=100
                            ),
                        ),
                        ("payload", models.TextField()),
                        ("lock", models.DateTimeField(null=True)),
                        ("user_id", models.BigIntegerField(null=True)),
                    ],
                    options={"db_table": "django_q_ormq", "managed": False},
                ),
            ],
        ),
        migrations.CreateModel(
            name="JobTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_id", models.BigIntegerField(unique=True)),
            ],
        ),
    ]
