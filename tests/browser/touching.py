"""A finger on a touch screen: presses, long presses, swipes and drags."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Locator, Page

HOLD_MS = 300  # longer than a press that starts a drag
LONG_MS = 700  # longer than a press that asks for actions


@dataclass
class Finger:
    """One finger. Chromium turns what it does into pointer events, scrolling and clicks."""

    page: Page
    session: CDPSession = field(init=False)

    def __post_init__(self) -> None:
        self.session = self.page.context.new_cdp_session(self.page)

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def press(self, at: Locator | tuple[float, float], hold_ms: int = LONG_MS) -> None:
        """Press, stay in place, and release."""
        self._touch("touchStart", middle(at))
        self.page.wait_for_timeout(hold_ms)
        self._touch("touchEnd")

    def drags(
        self, start: Locator | tuple[float, float], by: tuple[float, float], hold_ms: int = HOLD_MS
    ) -> None:
        """Press, wait as long as a drag takes to begin, move and release."""
        x, y = middle(start)
        self._touch("touchStart", (x, y))
        self.page.wait_for_timeout(hold_ms)
        for step in range(1, 7):
            self._touch("touchMove", (x + by[0] * step / 6, y + by[1] * step / 6))
        self._touch("touchEnd")

    def moves(self, start: Locator | tuple[float, float], by: tuple[float, float]) -> None:
        """Press and move at once, and stay there."""
        self.start = x, y = middle(start)
        self._touch("touchStart", (x, y))
        for step in range(1, 7):
            self._touch("touchMove", (x + by[0] * step / 6, y + by[1] * step / 6))

    def stays(self, by: tuple[float, float]) -> None:
        """Move on to a distance from the start of `moves`."""
        self._touch("touchMove", (self.start[0] + by[0], self.start[1] + by[1]))

    def lifts(self) -> None:
        self._touch("touchEnd")

    def swipes(self, start: Locator | tuple[float, float], by: tuple[float, float]) -> None:
        """Move at once, and release."""
        self.drags(start, by, hold_ms=0)


def middle(at: Locator | tuple[float, float]) -> tuple[float, float]:
    if isinstance(at, tuple):
        return at
    box = at.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
