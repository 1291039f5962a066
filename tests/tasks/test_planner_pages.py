"""The URLs of the planner's pages: titles, other people's rows, query counts"""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tasks.models import Domain, Label, Task

PAGES = {
    "/": "Today",
    "/upcoming/": "Upcoming",
    "/week/": "Week",
    "/all/": "All tasks",
    "/thoughts/": "Thoughts",
    "/trash/": "Trash",
    "/day/2026-03-09/": "Monday 9 March 2026",
}
# Session, user, preferences and the snapshot; then the row that the URL names.
MAX_QUERIES = 5


@pytest.fixture
def browser(alice):
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def rows(alice):
    """Return Alice's pages of a domain, a label and a task, with their titles."""
    domain = Domain.objects.create(user=alice, name="Work & play")
    label = Label.objects.create(user=alice, name="errand")
    task = Task.objects.create(user=alice, title="Pay rent", domain=domain)
    return {
        f"/domains/{domain.pk}/": "Work & play",
        f"/labels/{label.pk}/": "errand",
        f"/tasks/{task.pk}/": "Pay rent",
    }


def heading(page: str, element: str) -> str:
    (text,) = re.findall(rf"<{element}[^>]*>(.*?)</{element}>", page)
    return unescape(text)


def test_each_page_has_its_own_title_and_heading(browser, rows):
    for path, title in {**PAGES, **rows}.items():
        page = browser.get(path).text

        assert heading(page, "title") == f"{title} · Whendoist", path
        assert heading(page, "h1") == title, path


def test_pages_mark_one_entry_of_the_sidebar_as_current(browser):
    for path in PAGES:
        side = browser.get(path).text.split('class="side"')[1].split("</nav>")[0]

        current = re.findall(r'data-page="(\w+)" aria-current="page"', side)
        assert current == ([] if path.startswith("/day/") else [path.strip("/") or "today"])


def test_pages_contain_the_snapshot(browser, rows):
    for path in rows:
        (text,) = re.findall(r'<script id="snapshot"[^>]*>(.*?)</script>', browser.get(path).text)
        assert [task["title"] for task in json.loads(text)["tasks"]] == ["Pay rent"]


def test_pages_of_another_users_rows_are_not_found(rows, bob):
    client = Client()
    client.force_login(bob)

    assert {client.get(path).status_code for path in rows} == {404}


def test_page_of_a_missing_row_or_impossible_day_is_not_found(browser):
    for path in ("/domains/999/", "/tasks/999/", "/day/2026-02-30/", "/day/1800-01-01/"):
        assert browser.get(path).status_code == 404, path


def test_pages_require_signing_in(rows):
    for path in {**PAGES, **rows}:
        response = Client().get(path)
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={path}")


def test_pages_take_the_same_few_queries_with_many_rows(browser, alice, rows):
    Task.objects.bulk_create(Task(user=alice, title=f"Task {n}") for n in range(200))
    for path in {**PAGES, **rows}:
        browser.get(path)  # fills the caches of the process
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        assert len(queries) <= MAX_QUERIES, path
