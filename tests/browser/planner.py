"""A person who uses the planner: the actions from which browser tests are built."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

from tests.faults.machine import Machine, eventually

PASSWORD = "a good long password"
_numbers = itertools.count(1)


@dataclass
class Person:
    """A signed-in person with one open page."""

    email: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    # --- through the API, to prepare data ----------------------------------------------------

    def api(self, method: str, path: str, body: Any = None) -> Any:
        cookies = {cookie["name"]: cookie["value"] for cookie in self.page.context.cookies()}
        response = self.page.request.fetch(
            f"/api/v1{path}",
            method=method,
            data=body,
            headers={"X-CSRFToken": cookies.get("csrftoken", "")},
        )
        assert response.ok, response.text()
        return response.json()

    def has(self, *lines: str, domains: tuple[str, ...] = ("Work", "Home")) -> Person:
        """Create domains and tasks, and open the planner."""
        for name in domains:
            self.api("POST", "/domains", {"name": name})
        if lines:
            self.api("POST", "/quickadd", {"text": "\n".join(lines)})
        return self.opens()

    def has_thoughts(self, *lines: str) -> Person:
        """Create domains and thoughts, and open the planner."""
        self.has()
        self.api("POST", "/quickadd", {"text": "\n".join(lines), "domain_id": None})
        return self.opens()

    def task(self, title: str) -> dict[str, Any]:
        """Return a task from the API."""
        tasks = self.api("GET", "/tasks")
        return next(task for task in tasks if task["title"] == title)

    # --- on the page -------------------------------------------------------------------------

    def opens(self, path: str = "/all/") -> Person:
        """Open a page; that of all tasks lists every task, whatever its day."""
        self.page.goto(path)
        self.page.locator(".calendar-head, .thoughts, .trash").first.wait_for(state="attached")
        self.page.locator("[data-link=live]").first.wait_for(state="attached")
        return self

    def row(self, title: str) -> Locator:
        return self.page.locator(".row", has=self.page.get_by_text(title, exact=True))

    def block(self, title: str) -> Locator:
        return self.page.locator(".block", has_text=title)

    def adds(self, line: str) -> None:
        self.page.locator(".quick input").focus()
        self.page.keyboard.type(line)
        self.page.keyboard.press("Enter")

    def point(self, hour: float) -> tuple[float, float]:
        """Scroll to an hour of the first day; return its point on the screen."""
        scroller = self.page.locator(".hours")
        scroller.evaluate("(el, hour) => { el.scrollTop = (hour - 2) * 60 }", hour)
        column = self.page.locator("[data-column]").first.bounding_box()
        assert column
        # The pointer is half a step below the upper edge of a dragged card.
        return column["x"] + column["width"] / 2, column["y"] + hour * 60 + 7

    def drags(self, element: Locator, to: tuple[float, float], grip: str = "middle") -> None:
        box = element.bounding_box()
        assert box
        below = {"middle": box["height"] / 2, "top": 9.0, "end": box["height"] - 2}[grip]
        x = box["x"] + min(90, box["width"] / 2)
        mouse = self.page.mouse
        mouse.move(x, box["y"] + below)
        mouse.down()
        mouse.move(x + 8, box["y"] + below + 8, steps=3)
        mouse.move(*to, steps=6)
        mouse.up()

    def knows(self, path: str, test: Callable[[Any], object]) -> None:
        """Wait until a response of the API passes a test."""
        eventually(lambda: test(self.api("GET", path)), f"{path} responds as expected")

    def settles(self) -> None:
        """Wait until the server has responded to every change."""
        self.page.locator("html:not([data-unsaved])").wait_for(state="attached")

    def says(self, text: str) -> None:
        """Wait for a toast."""
        self.page.locator(".toast.on", has_text=text).wait_for()


@dataclass
class Site:
    """The running server, and the browser."""

    browser: Browser
    url: str
    machine: Machine

    @contextmanager
    def context(
        self, width: int = 1440, height: int = 900, **options: Any
    ) -> Iterator[BrowserContext]:
        touch = options.pop("touch", False)
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            timezone_id="Europe/Berlin",
            # 24 hours; days come first
            **{"locale": "en-GB", "reduced_motion": "reduce", **options},
        )
        context.set_default_timeout(10_000)
        yield context
        context.close()

    @contextmanager
    def person(self, **options: Any) -> Iterator[Person]:
        """Sign up a new person, without the page."""
        with self.context(**options) as context:
            yield self.signed_up(context)

    def signed_up(self, context: BrowserContext) -> Person:
        email = f"person{next(_numbers)}@example.org"
        request = context.request
        request.get("/accounts/signup/")
        token = next(row["value"] for row in context.cookies() if row["name"] == "csrftoken")
        form: dict[str, str | float | bool] = {
            "email": email,
            "password1": PASSWORD,
            "time_zone": "Europe/Berlin",
        }
        response = request.post(
            "/accounts/signup/",
            form=form | {"csrfmiddlewaretoken": token},
            headers={"Referer": f"{self.url}/accounts/signup/"},
            max_redirects=0,
        )
        assert response.status == 302, response.text()
        return self.watched(email, context.new_page())

    def watched(self, email: str, page: Page) -> Person:
        """Collect console errors and warnings, and requests to other origins."""
        person = Person(email, page)

        def check_origin(request: Request) -> None:
            if not request.url.startswith((self.url, "data:", "blob:")):
                person.complaints.append(f"left the origin: {request.url}")

        page.on("request", check_origin)
        page.on("pageerror", lambda error: person.complaints.append(str(error.stack)))
        page.on("console", lambda message: _note(person, message.type, message.text))
        return person


def _note(person: Person, kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        person.complaints.append(text)
