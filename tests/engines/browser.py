"""A browser that a test drives with scripts and the input actions of WebDriver.

Classic WebDriver and WebDriver BiDi describe input alike; a driver sends it and runs scripts.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from tests.faults.machine import eventually

ENTER, ESCAPE = "\ue007", "\ue00c"
# Returns the visible element with this text or name: the smallest, which is the most specific one.
FIND = """
  const [selector, text] = arguments;
  const named = (el) => [el.textContent, el.getAttribute("aria-label")]
    .some((name) => name?.replace(/\\s+/g, " ").trim().includes(text));
  const all = [...document.querySelectorAll(selector)]
    .filter((el) => el.checkVisibility({ visibilityProperty: true }) && named(el));
  const el = all.sort((a, b) => a.textContent.length - b.textContent.length)[0];
"""
POINT = f"""{FIND}
  if (!el) return null;
  el.scrollIntoView({{ block: "nearest" }});
  const {{ left, top, width, height }} = el.getBoundingClientRect();
  const x = left + Math.min(width / 2, 90), y = top + height / 2;
  return el.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
"""


class Browser(ABC):
    """One window of a browser."""

    # --- what a driver does ------------------------------------------------------------------

    @abstractmethod
    def open(self, url: str) -> None:
        """Load a page."""

    @abstractmethod
    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function; return its result, which JSON can hold."""

    @abstractmethod
    def act(self, actions: list[dict[str, Any]]) -> None:
        """Perform input actions as WebDriver describes them."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Resize the page, in CSS pixels."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    # --- what a person does ------------------------------------------------------------------

    def sees(self, selector: str, text: str = "") -> Any:
        """Wait for a visible element."""
        return eventually(
            lambda: self.run(f"{FIND} return !!el", selector, text), f"{selector} {text} is visible"
        )

    def misses(self, selector: str, text: str = "") -> None:
        """Wait until no such element is visible."""
        eventually(
            lambda: self.run(f"{FIND} return !el", selector, text), f"{selector} {text} is gone"
        )

    def point(self, selector: str, text: str = "") -> tuple[float, float]:
        """Wait until the pointer can reach an element that no longer moves; return the point."""
        last: list[Any] = [None]

        def rests() -> Any:
            last.append(self.run(POINT, selector, text))
            return last[-1] if last[-1] == last[-2] else None

        x, y = eventually(rests, f"the pointer reaches {selector} {text}")
        return x, y

    def clicks(self, selector: str, text: str = "") -> None:
        self.moves(self.point(selector, text))

    def drags(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        steps = [(start[0] + 8, start[1] + 8), *(between(start, end, n / 8) for n in range(1, 9))]
        self.moves(start, *steps)

    def moves(self, start: tuple[float, float], *steps: tuple[float, float]) -> None:
        """Press the pointer at a point, move it, and release it."""
        events = [move(start, 0), {"type": "pointerDown", "button": 0}]
        events += [move(step, 30) for step in steps]
        events.append({"type": "pointerUp", "button": 0})
        mouse = {"pointerType": "mouse"}
        self.act([{"type": "pointer", "id": "mouse", "parameters": mouse, "actions": events}])

    def types(self, text: str) -> None:
        events = [
            {"type": kind, "value": character}
            for character in text
            for kind in ("keyDown", "keyUp")
        ]
        self.act([{"type": "key", "id": "keys", "actions": events}])


def move(point: tuple[float, float], duration: int) -> dict[str, Any]:
    x, y = point
    return {"type": "pointerMove", "duration": duration, "x": round(x), "y": round(y)}


def between(
    start: tuple[float, float], end: tuple[float, float], part: float
) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
