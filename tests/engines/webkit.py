"""WebKitGTK over WebDriver, on a separate virtual display."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from selenium.webdriver import WebKitGTK
from selenium.webdriver.remote.command import Command
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.engines.browser import Browser
from tests.faults.machine import PATIENCE

PROGRAM = "WebKitWebDriver"
SCREEN = "1600x1200x24"


class WebKit(Browser):
    def __init__(self, home: Path) -> None:
        self.display, name = start_display()
        folders = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_DATA_HOME": str(home)}
        env = (
            os.environ
            | folders
            | {
                "DISPLAY": name,
                "GDK_BACKEND": "x11",
                "LIBGL_ALWAYS_SOFTWARE": "1",
                "LANG": "en_GB.UTF-8",
            }
        )
        service = Service(executable_path=shutil.which(PROGRAM), env=env)
        try:
            self.driver = WebKitGTK(options=Options(), service=service)
        except Exception:
            self.end_display()
            raise
        self.driver.set_script_timeout(PATIENCE)

    def open(self, url: str) -> None:
        self.driver.get(url)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def act(self, actions: list[dict[str, Any]]) -> None:
        self.driver.execute(Command.W3C_ACTIONS, {"actions": actions})

    def resize(self, width: int, height: int) -> None:
        """Resize the page: the window has a frame, whose size the page reports."""
        self.driver.set_window_size(width, height)
        frame = self.run(
            "return [arguments[0] - innerWidth, arguments[1] - innerHeight]", width, height
        )
        self.driver.set_window_size(width + frame[0], height + frame[1])

    def close(self) -> None:
        self.driver.quit()
        self.end_display()

    def end_display(self) -> None:
        self.display.terminate()
        self.display.wait(PATIENCE)


def start_display() -> tuple[subprocess.Popen[bytes], str]:
    """Start an X server; return it and the name of its display."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        return server, f":{pipe.readline().strip()}"
