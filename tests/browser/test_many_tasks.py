"""Two thousand tasks."""

from __future__ import annotations

from playwright.sync_api import expect

MANY = 2000
# The first one as often as it takes: through the API it would be a minute of nothing but adding.
COPIES = """
  INSERT INTO tasks_task
  SELECT copy.* FROM tasks_task task, generate_series(1, %s) n,
    jsonb_populate_record(task, jsonb_build_object(
      'id', nextval(pg_get_serial_sequence('tasks_task', 'id')),
      'title', 'Task number ' || n, 'position', task.position + n)) copy
  WHERE task.id = %s"""


def test_two_thousand_tasks_are_all_drawn_and_one_is_completed(site, alice):
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
