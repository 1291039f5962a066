"""The fields of the API and those of the commands that the verbs take."""

from __future__ import annotations

import pytest

from tasks.api import schemas
from tasks.editing import commands, tasks

# Not part of a command: the version the caller saw, and the request that this one continues.
NOT_SET = {"version", "amends"}
CHANGED_ONLY = {"add_labels", "remove_labels"}  # a new task has none
TRASH_ONLY = {"extimes"}  # single times of a day are excluded by deleting them


@pytest.mark.parametrize(
    ("schema", "command"),
    [
        (schemas.NewTask, commands.TaskFields),
        (schemas.SeriesIn, commands.SeriesSpec),
        (schemas.ChunkIn, commands.Chunk),
        (schemas.InstanceChange, commands.InstanceFields),
        (schemas.DomainIn, commands.DomainFields),
        (schemas.PreferencesChange, commands.PreferenceFields),
    ],
)
def test_request_sets_exactly_the_fields_of_its_command(schema, command):
    elsewhere = CHANGED_ONLY | TRASH_ONLY
    assert set(schema.model_fields) - NOT_SET == set(command.__annotations__) - elsewhere


@pytest.mark.parametrize("schema", [schemas.TaskChange, schemas.BatchFields])
def test_request_that_changes_tasks_sets_only_fields_of_a_task(schema):
    assert set(schema.model_fields) - NOT_SET <= set(commands.TaskFields.__annotations__)


def test_plain_columns_of_a_task_are_fields_of_its_command():
    assert set(tasks.COLUMNS) <= set(commands.TaskFields.__annotations__)
