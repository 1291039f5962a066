"""The planner with two thousand tasks."""

from __future__ import annotations

from playwright.sync_api import expect

MANY = 2000
# Copies the first task in the database: adding through the API would take a minute.
COPIES = """
  INSERT INTO tasks_task
  SELECT copy.* FROM tasks_task task, generate_series(1, %s) n,
    jsonb_populate_record(task, jsonb_build_object(
      'id', nextval(pg_get_serial_sequence('tasks_task', 'id')),
      'title', 'Task number ' || n, 'position', task.position + n)) copy
  WHERE task.id = %s"""


def test_two_thousand_tasks_are_rendered_and_can_be_completed(site, alice):
    alice.has("Task number 0 #work 15m")
    site.machine.sql(COPIES, MANY - 1, alice.task("Task number 0")["id"])
    alice.opens()
    expect(alice.page.locator(".row")).to_have_count(MANY, timeout=30_000)
    row = alice.row("Task number 1234")
    row.scroll_into_view_if_needed()
    row.get_by_role("button", name="Complete: Task number 1234").click()
    expect(row).to_have_class("row hue done on")
    alice.settles()
    assert alice.task("Task number 1234")["status"] == "completed"
