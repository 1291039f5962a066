"""Firefox over WebDriver BiDi. It serves the protocol itself, so no geckodriver is needed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from selenium.webdriver.remote.websocket_connection import WebSocketConnection

from tests.engines.browser import Browser
from tests.faults.machine import PATIENCE, eventually

PROGRAM = "firefox-esr"
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PREFERENCES = """
user_pref("ui.prefersReducedMotion", 1);
user_pref("intl.accept_languages", "en-GB");
user_pref("network.dns.disablePrefetch", true);
user_pref("browser.shell.checkDefaultBrowser", false);
"""


class Firefox(Browser):
    def __init__(self, home: Path) -> None:
        (home / "user.js").write_text(PREFERENCES)
        log = home / "firefox.log"
        command = [PROGRAM, "--headless", "--remote-debugging-port", "0", "--profile", str(home)]
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output)
        listens = eventually(lambda: LISTENS.search(log.read_text()), "Firefox serves BiDi")
        self.connection = WebSocketConnection(f"{listens[1]}/session", PATIENCE, 0.01)
        self.send("session.new", capabilities={})
        self.context = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def send(self, method: str, **parameters: Any) -> Any:
        reply = self.connection.send_cmd(method, parameters)
        assert "error" not in reply, reply
        return reply["result"]

    def open(self, url: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, script: str, *arguments: Any) -> Any:
        reply = self.send(
            "script.callFunction",
            functionDeclaration=(
                "async function (given) {"
                f"const result = await (async function () {{{script}}})(...JSON.parse(given));"
                "return JSON.stringify(result ?? null) }"
            ),
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": self.context},
            awaitPromise=True,
            userActivation=False,
        )
        assert reply["type"] == "success", reply
        return json.loads(reply["result"]["value"])

    def act(self, actions: list[dict[str, Any]]) -> None:
        self.send("input.performActions", context=self.context, actions=actions)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=self.context, viewport=size)

    def close(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(PATIENCE)
