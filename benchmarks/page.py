"""Measure how long a person waits for the planner page, in Chromium.

    python benchmarks/page.py

A person with 500 tasks (workload W2) opens Today with an empty cache, then again: first paint,
first contentful paint, tasks shown, bytes transferred. Then one task is completed: time from the
click to the next frame, and to the response. In turn with that, All tasks is opened with 500 and
with 2,000 tasks: their ratio hardly depends on the speed of the machine, and `cpu_ms`, the time of
the processor in the page's main thread until the response, hardly on its load. The last line is one
JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from statistics import median
from typing import Any

try:
    from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
except ModuleNotFoundError as error:
    sys.exit(f"{error}: run `make dev` first.")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.installation import Installation, Person, populate, running, start_django

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
TIMES = 9
MANY = 2_000  # tasks
FIGURES = """() => {
  const paint = Object.fromEntries(
    performance.getEntriesByType("paint").map((entry) => [entry.name, entry.startTime]));
  const files = performance.getEntriesByType("resource");
  const page = performance.getEntriesByType("navigation")[0];
  return {
    first_paint_ms: paint["first-paint"],
    first_contentful_paint_ms: paint["first-contentful-paint"],
    requests: files.length + 1,
    wire_kb: (page.transferSize + files.reduce((sum, file) => sum + file.transferSize, 0)) / 1000,
  };
}"""


def main() -> None:
    if CHROMIUM is None:
        sys.exit("Chromium is not installed.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    start_django()
    person, other, busy, *_others = populate("dashmany")
    add_plain_tasks(busy, MANY - 500)
    with running() as installation, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        visits = [
            opening(browser, installation, person)
            | named("all_", opening(browser, installation, other, "/all/"))
            | named("many_", opening(browser, installation, busy, "/all/"))
            for _ in range(TIMES)
        ]
        browser.close()
    figures = {
        name: round(median(visit_figures[name] for visit_figures in visits), 1)
        for name in visits[0]
    }
    for name in ("tasks_shown", "complete_shown"):
        figures[f"many_{name}_times_as_long"] = round(
            figures[f"many_{name}_ms"] / figures[f"all_{name}_ms"], 2
        )
    for name, value in figures.items():
        print(f"{name:>32}  {value:8.1f}")
    print(json.dumps(figures))


def add_plain_tasks(person: Person, count: int) -> None:
    """Add tasks without a date, in the domains of the person's others."""
    from django.db import connections

    from tasks.models import Domain, Task

    example = Task.objects.select_related("user").get(pk=person.tasks[0])
    domains = list(Domain.objects.for_user(example.user))
    Task.objects.bulk_create(
        Task(
            user=example.user,
            domain=domains[number % len(domains)],
            title=f"Review report {number}",
            duration=30,
            impact=1 + number % 4,
            position=1_000 + number,
        )
        for number in range(count)
    )
    connections.close_all()  # it would count as the installation's


def named(prefix: str, figures: dict[str, float]) -> dict[str, float]:
    names = (
        "tasks_shown_ms",
        "complete_shown_ms",
        "complete_cpu_ms",
        "wire_kb",
    )
    return {f"{prefix}{name}": figures[name] for name in names}


def opening(
    browser: Browser, installation: Installation, person: Person, path: str = "/"
) -> dict[str, float]:
    """Visit the page with an empty cache, then once more."""
    cookies = dict(pair.split("=", 1) for pair in person.headers["Cookie"].split("; "))
    address = f"http://127.0.0.1:{installation.port}"
    context = browser.new_context(service_workers="block")
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    page = context.new_page()
    meter = context.new_cdp_session(page)
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})
    cold = visit(page, address + path)
    warm = visit(page, address + path)
    again = {f"again_{name}": value for name, value in warm.items()}
    completed = complete(page, meter)
    context.close()
    return cold | again | completed


def visit(page: Page, address: str) -> dict[str, float]:
    page.goto(address)
    page.locator(".row").first.wait_for()
    elapsed: float = page.evaluate("performance.now()")
    figures: dict[str, Any] = page.evaluate(FIGURES)
    return figures | {"tasks_shown_ms": elapsed}


def cpu_ms(meter: CDPSession) -> float:
    """Return the time of the processor that the main thread of a page took so far."""
    metrics = meter.send("Performance.getMetrics")["metrics"]
    (seconds,) = (row["value"] for row in metrics if row["name"] == "TaskDuration")
    return float(seconds) * 1000


def complete(page: Page, meter: CDPSession) -> dict[str, float]:
    """Complete the first task; measure until the page shows it and until the server responds."""
    box = page.locator(".row .check").first
    before = cpu_ms(meter)
    with page.expect_response("**/complete") as response:
        elapsed: float = box.evaluate(
            """async (box) => {
              const began = performance.now();
              box.click();
              await new Promise(requestAnimationFrame);
              await new Promise((done) => setTimeout(done));
              return performance.now() - began;
            }"""
        )
    cpu = cpu_ms(meter) - before
    response.value.finished()
    timing = response.value.request.timing
    figures = {"complete_shown_ms": elapsed, "complete_cpu_ms": cpu}
    return figures | {"complete_answered_ms": timing["responseEnd"]}


if __name__ == "__main__":
    main()
