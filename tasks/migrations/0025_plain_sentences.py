"""The sentences of constraints and help texts in plain English; nothing changes in the database."""

import datetime

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.models.preferences


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0024_proposal_request"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="calendar",
            name="busy",
            field=models.BooleanField(
                default=True, help_text="The planner works around its events."
            ),
        ),
        migrations.AlterField(
            model_name="calendar",
            name="made_here",
            field=models.BooleanField(
                default=False, help_text="Created by Whendoist for its blocks."
            ),
        ),
        migrations.AlterField(
            model_name="calendar",
            name="remote_id",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Empty until the calendar has been created remotely.",
            ),
        ),
        migrations.AlterField(
            model_name="calendar",
            name="to_delete",
            field=models.BooleanField(
                default=False, help_text="To be deleted remotely, with everything in it."
            ),
        ),
        migrations.AlterField(
            model_name="calendaraccount",
            name="trouble",
            field=models.TextField(blank=True, default="", help_text="The latest error."),
        ),
        migrations.AlterField(
            model_name="calendarfeed",
            name="blocks_only",
            field=models.BooleanField(
                default=False, help_text="Only tasks with a date and a time."
            ),
        ),
        migrations.AlterField(
            model_name="calendarfeed",
            name="domain",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Empty: all domains.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tasks.domain",
            ),
        ),
        migrations.AlterField(
            model_name="completion",
            name="actual_minutes",
            field=models.IntegerField(help_text="As tracked by the timer.", null=True),
        ),
        migrations.AlterField(
            model_name="domain",
            name="hours",
            field=models.JSONField(
                blank=True,
                help_text="When its tasks may be planned. Empty: during the user's working hours.",
                null=True,
                validators=[core.models.preferences.validate_working_hours],
            ),
        ),
        migrations.AlterField(
            model_name="materializationcycle",
            name="deadline",
            field=models.DateTimeField(
                help_text="Users that are left then wait for the next cycle."
            ),
        ),
        migrations.AlterField(
            model_name="materializationcycle",
            name="finished_at",
            field=models.DateTimeField(help_text="When it last made progress.", null=True),
        ),
        migrations.AlterField(
            model_name="materializationcycle",
            name="unfinished",
            field=models.BooleanField(default=False, help_text="The time limit was reached."),
        ),
        migrations.AlterField(
            model_name="pushedblock",
            name="day",
            field=models.DateField(help_text="The day of the event, by its owner's days."),
        ),
        migrations.AlterField(
            model_name="pushedblock",
            name="sent",
            field=models.BooleanField(
                default=False, help_text="It was sent and may exist, whatever the response was."
            ),
        ),
        migrations.AlterField(
            model_name="syncrun",
            name="held",
            field=models.IntegerField(default=0, help_text="Deletions that need the user's OK."),
        ),
        migrations.AlterField(
            model_name="syncrun",
            name="moved",
            field=models.IntegerField(
                default=0, help_text="Blocks moved remotely and therefore here."
            ),
        ),
        migrations.AlterField(
            model_name="syncrun",
            name="read",
            field=models.IntegerField(default=0, help_text="Events added or changed."),
        ),
        migrations.AlterField(
            model_name="syncrun",
            name="removed",
            field=models.IntegerField(default=0, help_text="Events removed."),
        ),
        migrations.AlterField(
            model_name="syncrun",
            name="withdrawn",
            field=models.IntegerField(default=0, help_text="Blocks deleted remotely."),
        ),
        migrations.AlterField(
            model_name="task",
            name="chunk_max",
            field=models.IntegerField(
                blank=True, help_text="The longest piece, in minutes.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="chunk_min",
            field=models.IntegerField(
                blank=True, help_text="The shortest piece, in minutes.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="deadline_hard",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Whether the planner must meet the deadline. It may miss a soft one.",
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="reminder",
            field=models.IntegerField(blank=True, help_text="Minutes before the start.", null=True),
        ),
        migrations.AlterConstraint(
            model_name="activity",
            name="activity_of_a_request_is_one",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key", ""), _negated=True),
                fields=("user", "request_key"),
                name="activity_of_a_request_is_one",
                violation_error_message="This request has already been carried out.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="apppassword",
            name="app_password_has_a_name",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="app_password_has_a_name",
                violation_error_message="Enter the name of the program.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calendar",
            name="calendar_is_one_row",
            constraint=models.UniqueConstraint(
                fields=("account", "remote_id"),
                name="calendar_is_one_row",
                violation_error_message="Wait until the calendar has been created.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calendar",
            name="calendar_receives_blocks_once_per_account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("receives_blocks", True)),
                fields=("account",),
                name="calendar_receives_blocks_once_per_account",
                violation_error_message="Only one calendar of an account can receive blocks.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calendar",
            name="calendar_of_others_is_not_written",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("made_here", True),
                    models.Q(("receives_blocks", False), ("to_delete", False)),
                    _connector="OR",
                ),
                name="calendar_of_others_is_not_written",
                violation_error_message="Blocks can only be written to, and deleted with, a calendar made for them.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calendar",
            name="calendar_colour_is_hex",
            constraint=models.CheckConstraint(
                condition=models.Q(("colour__regex", "^#[0-9a-f]{6}$")),
                name="calendar_colour_is_hex",
                violation_error_message="Write the colour like #3553c8.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calendaraccount",
            name="calendar_account_is_connected_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("identity", ""), _negated=True),
                fields=("user", "provider", "identity"),
                name="calendar_account_is_connected_once",
                violation_error_message="This account is already connected.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calendaraccount",
            name="calendar_account_provider_is_known",
            constraint=models.CheckConstraint(
                condition=models.Q(("provider__in", ["google", "caldav", "ics"])),
                name="calendar_account_provider_is_known",
                violation_error_message="A calendar account is Google, CalDAV or an ICS feed.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calendaraccount",
            name="calendar_account_signed_out_says_why",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "signed_out"), _negated=True),
                    models.Q(("trouble", ""), _negated=True),
                    _connector="OR",
                ),
                name="calendar_account_signed_out_says_why",
                violation_error_message="A signed-out account needs a reason.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="davname",
            name="dav_name_fits",
            constraint=models.CheckConstraint(
                condition=models.Q(("href__length__lte", 500), ("uid__length__lte", 500)),
                name="dav_name_fits",
                violation_error_message="A name or UID can have up to 500 characters.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="domain",
            name="domain_name_is_unique",
            constraint=models.UniqueConstraint(
                models.F("user"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("archived", False)),
                name="domain_name_is_unique",
                violation_error_message="You already have a domain with this name.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="domain",
            name="domain_has_a_name",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name", django.db.models.functions.text.Trim(models.F("name"))),
                    models.Q(("name", ""), _negated=True),
                ),
                name="domain_has_a_name",
                violation_error_message="A domain needs a name without spaces around it.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="domain",
            name="domain_colour_is_hex",
            constraint=models.CheckConstraint(
                condition=models.Q(("colour__regex", "^#[0-9a-f]{6}$")),
                name="domain_colour_is_hex",
                violation_error_message="Write the colour like #3553c8.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="domain",
            name="domain_name_fits",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__length__lte", 100)),
                name="domain_name_fits",
                violation_error_message="A domain name can have up to 100 characters.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="domain",
            name="domain_icon_is_one_emoji",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("icon", ""),
                    models.Q(
                        ("icon__length__lte", 16),
                        (
                            "icon__regex",
                            "^([\\U0001F1E6-\\U0001F1FF]{2}|[0-9#*]\\uFE0F?\\u20E3|[©®\\u203C\\u2049\\u2122\\u2139\\u2190-\\u2BFF\\u3030\\u303D\\u3297\\u3299\\U0001F000-\\U0001F1E5\\U0001F200-\\U0001FAFF]\\uFE0F?[\\U0001F3FB-\\U0001F3FF]?([\\U000E0020-\\U000E007E]+\\U000E007F)?(\\u200D[©®\\u203C\\u2049\\u2122\\u2139\\u2190-\\u2BFF\\u3030\\u303D\\u3297\\u3299\\U0001F000-\\U0001F1E5\\U0001F200-\\U0001FAFF]\\uFE0F?[\\U0001F3FB-\\U0001F3FF]?([\\U000E0020-\\U000E007E]+\\U000E007F)?)*)$",
                        ),
                    ),
                    _connector="OR",
                ),
                name="domain_icon_is_one_emoji",
                violation_error_message="Use a single emoji as the icon.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="event",
            name="event_has_instants_or_whole_days",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ends_at__isnull", False),
                        ("ends_on", None),
                        ("starts_at__isnull", False),
                        ("starts_on", None),
                    ),
                    models.Q(
                        ("ends_at", None),
                        ("ends_on__isnull", False),
                        ("starts_at", None),
                        ("starts_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="event_has_instants_or_whole_days",
                violation_error_message="An event needs a start and an end, both with a time or both without.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="event",
            name="event_kind_is_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["default", "out_of_office", "focus", "working_location"])
                ),
                name="event_kind_is_known",
                violation_error_message="An event is default, out of office, focus or a working location.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="label",
            name="label_name_is_unique",
            constraint=models.UniqueConstraint(
                models.F("user"),
                django.db.models.functions.text.Lower("name"),
                name="label_name_is_unique",
                violation_error_message="You already have a label with this name.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="label",
            name="label_has_a_name",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name", django.db.models.functions.text.Trim(models.F("name"))),
                    models.Q(("name", ""), _negated=True),
                ),
                name="label_has_a_name",
                violation_error_message="A label needs a name without spaces around it.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="label",
            name="label_name_fits",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__length__lte", 50)),
                name="label_name_fits",
                violation_error_message="A label can have up to 50 characters.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="series",
            name="series_has_a_rule",
            constraint=models.CheckConstraint(
                condition=models.Q(("rrule", ""), _negated=True),
                name="series_has_a_rule",
                violation_error_message="A repeating task needs a rule.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="series",
            name="series_rule_fits",
            constraint=models.CheckConstraint(
                condition=models.Q(("rrule__length__lte", 500)),
                name="series_rule_fits",
                violation_error_message="A repeat rule can have up to 500 characters.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_is_imported_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("user", "source", "external_id"),
                name="task_is_imported_once",
                violation_error_message="This task has already been imported.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_description_fits",
            constraint=models.CheckConstraint(
                condition=models.Q(("description__length__lte", 10000)),
                name="task_description_fits",
                violation_error_message="Notes can have up to 10,000 characters.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_takes_a_minute_to_a_day",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("duration", None), ("duration__range", (1, 1440)), _connector="OR"
                ),
                name="task_takes_a_minute_to_a_day",
                violation_error_message="A task takes between 1 minute and 1 day.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_deadline_time_needs_a_date",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deadline_time", None), ("deadline_date__isnull", False), _connector="OR"
                ),
                name="task_deadline_time_needs_a_date",
                violation_error_message="Pick a deadline day before a deadline time.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_reminds_up_to_four_weeks_before",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reminder", None), ("reminder__range", (0, 40320)), _connector="OR"
                ),
                name="task_reminds_up_to_four_weeks_before",
                violation_error_message="A reminder can come at most 4 weeks before the start.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_completed_iff_completed_at",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completed_at__isnull", False), ("status", "completed")),
                    models.Q(
                        models.Q(("status", "completed"), _negated=True), ("completed_at", None)
                    ),
                    _connector="OR",
                ),
                name="task_completed_iff_completed_at",
                violation_error_message="A task has a completion time exactly if it is completed.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_archived_iff_archived_from",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("archived_from__in", ["pending", "completed"]), ("status", "archived")
                    ),
                    models.Q(
                        models.Q(("status", "archived"), _negated=True), ("archived_from", "")
                    ),
                    _connector="OR",
                ),
                name="task_archived_iff_archived_from",
                violation_error_message="A task has a former status exactly if it is archived.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_is_not_its_own_parent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="task_is_not_its_own_parent",
                violation_error_message="A task can't be its own subtask.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_chunks_are_minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("chunk_max", None), ("chunk_min", None)),
                    models.Q(
                        ("chunk_max", None),
                        ("chunk_min__isnull", False),
                        ("chunk_min__range", (5, 1440)),
                    ),
                    models.Q(
                        ("chunk_max__isnull", False),
                        ("chunk_max__lte", 1440),
                        ("chunk_min__isnull", False),
                        ("chunk_min__range", (5, models.F("chunk_max"))),
                    ),
                    _connector="OR",
                ),
                name="task_chunks_are_minutes",
                violation_error_message="A piece takes at least 5 minutes, and the longest piece can't be shorter than the shortest.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="task",
            name="task_days_are_of_our_time",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("scheduled_date", None),
                        (
                            "scheduled_date__range",
                            (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("deadline_date", None),
                        (
                            "deadline_date__range",
                            (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("earliest_start", None),
                        (
                            "earliest_start__range",
                            (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
                        ),
                        _connector="OR",
                    ),
                ),
                name="task_days_are_of_our_time",
                violation_error_message="Pick a day between the years 1900 and 2199.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="taskdependency",
            name="task_does_not_wait_for_itself",
            constraint=models.CheckConstraint(
                condition=models.Q(("task", models.F("blocker")), _negated=True),
                name="task_does_not_wait_for_itself",
                violation_error_message="A task can't wait for itself.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="taskinstance",
            name="instance_completed_iff_completed_at",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completed_at__isnull", False), ("status", "completed")),
                    models.Q(
                        models.Q(("status", "completed"), _negated=True), ("completed_at", None)
                    ),
                    _connector="OR",
                ),
                name="instance_completed_iff_completed_at",
                violation_error_message="An instance has a completion time exactly if it is completed.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="taskinstance",
            name="instance_starts_at_iff_it_has_a_time",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scheduled_time", None), ("starts_at", None)),
                    models.Q(("scheduled_time__isnull", False), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="instance_starts_at_iff_it_has_a_time",
                violation_error_message="An instance has an instant exactly if it has a time of day.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="taskinstance",
            name="instance_takes_a_minute_to_a_day",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("own_duration", None), ("own_duration__range", (1, 1440)), _connector="OR"
                ),
                name="instance_takes_a_minute_to_a_day",
                violation_error_message="A task takes between 1 minute and 1 day.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="taskinstance",
            name="instance_description_fits",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("own_description", None),
                    ("own_description__length__lte", 10000),
                    _connector="OR",
                ),
                name="instance_description_fits",
                violation_error_message="Notes can have up to 10,000 characters.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="taskinstance",
            name="instance_days_are_of_our_time",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("recurrence_id", None),
                        (
                            "recurrence_id__range",
                            (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("scheduled_date", None),
                        (
                            "scheduled_date__range",
                            (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
                        ),
                        _connector="OR",
                    ),
                ),
                name="instance_days_are_of_our_time",
                violation_error_message="Pick a day between the years 1900 and 2199.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="timeentry",
            name="timer_runs_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_at", None)),
                fields=("user",),
                name="timer_runs_once",
                violation_error_message="A timer is already running.",
            ),
        ),
    ]
