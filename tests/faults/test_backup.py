"""Run the commands of docs/backup.md, and compare the restored data with the original."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import psycopg
import pytest

from core.ops.embedded import NON_DURABLE, Embedded
from core.ops.postgres_programs import binary
from tests.faults.load import people_at_work
from tests.faults.machine import ROOT

PAGE = (ROOT / "docs" / "backup.md").read_text()
TITLES = "SELECT title FROM tasks_task WHERE title LIKE 'Dumped %'"


@pytest.fixture
def other_server(tmp_path):
    """Start another server with a Whendoist database, which the restore replaces."""
    server = Embedded(tmp_path / "pg", NON_DURABLE)
    server.serve("whendoist")
    yield server
    server.leave()


def commands(heading: str) -> str:
    """Return the first commands under a heading of the page."""
    match = re.search(rf"^## {heading}\n.*?^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert match, heading
    return match[1]


def run_commands(heading: str, server: Embedded, folder: Path) -> None:
    environment = {"PGHOST": str(server.sockets), "PGUSER": "whendoist"}
    path = f"{Path(binary('pg_dump')).parent}:{os.environ['PATH']}"
    script = ["sh", "-eu", "-c", commands(heading)]
    subprocess.run(script, env=environment | {"PATH": path}, cwd=folder, check=True)


def test_restored_backup_equals_the_original(machine, web, other_server, tmp_path):
    alice = web.client("alice@example.org")
    with people_at_work(machine, web.port, "Dumped", people=4) as load:
        acknowledged = {*load.acknowledged}
        run_commands("Back up", machine.postgres, tmp_path)
    run_commands("Restore", other_server, tmp_path)

    url = other_server.url()
    machine.manage("migrate", "--check", DATABASE_URL=url)
    with psycopg.connect(url) as connection:
        assert acknowledged <= {title for (title,) in connection.execute(TITLES)}
    with machine.web(DATABASE_URL=url) as restored:
        client = restored.client()
        client.cookies = alice.cookies
        assert client.get("/read").json() == {"user": "alice@example.org"}
