"""core.live against real processes: hints arrive, streams end when they must, nothing is lost"""

from __future__ import annotations

import json
import signal
from contextlib import suppress
from queue import Queue
from socket import SHUT_RDWR
from threading import Thread
from typing import ClassVar

import httpx
import pytest

from tests.faults.machine import PATIENCE, eventually
from tests.faults.proxy import proxy


class Tab:
    """An open stream: the hints that it received, and how it ended."""

    open_tabs: ClassVar[list[Tab]] = []

    def __init__(self, client: httpx.Client) -> None:
        self.open_tabs.append(self)
        self.heard: Queue = Queue()
        self.ended = False
        self.opened: Queue = Queue()
        self.thread = Thread(target=self._read, args=(client,), daemon=True)
        self.thread.start()
        assert self.opened.get(timeout=PATIENCE) == 200

    def _read(self, client: httpx.Client) -> None:
        try:
            with client.stream("GET", "/api/v1/live", timeout=None) as answer:
                self.socket = answer.extensions["network_stream"].get_extra_info("socket")
                self.opened.put(answer.status_code)
                for line in answer.iter_lines():
                    if line.startswith("data: "):
                        self.heard.put(json.loads(line.removeprefix("data: ")))
        except httpx.HTTPError:
            pass
        self.ended = True

    def close(self) -> None:
        with suppress(OSError):  # the server may have ended it already
            self.socket.shutdown(SHUT_RDWR)

    def next(self) -> dict:
        return self.heard.get(timeout=PATIENCE)


@pytest.fixture(autouse=True)
def close_tabs():
    yield
    while Tab.open_tabs:
        Tab.open_tabs.pop().close()


def write(client: httpx.Client, **headers: str) -> dict:
    client.get("/accounts/login/")
    token = client.cookies.get("csrftoken") or ""
    answer = client.post(
        "/api/v1/tasks", json={"title": "Call"}, headers={"X-CSRFToken": token} | headers
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_stream_gets_no_hints_of_other_users(machine, web):
    alice, bob = web.client("alice@example.org"), web.client("bob@example.org")
    theirs, mine = Tab(web.client("bob@example.org")), Tab(web.client("alice@example.org"))
    rev = write(alice)["rev"]

    assert mine.next()["rev"] == rev
    own = write(bob)["rev"]
    assert theirs.next()["rev"] == own


def test_hint_names_the_tab_that_made_the_change(web):
    tab = Tab(web.client("alice@example.org"))
    write(web.client("alice@example.org"), **{"X-Client": "tab-7"})

    assert tab.next()["client"] == "tab-7"


def test_hints_reach_streams_of_other_web_processes(machine, web):
    with machine.web() as other:
        tab = Tab(other.client("alice@example.org"))
        rev = write(web.client("alice@example.org"))["rev"]

        assert tab.next()["rev"] == rev


def test_sign_out_ends_only_the_streams_of_that_session(web):
    leaving, staying = web.client("alice@example.org"), web.client("alice@example.org")
    gone, kept = Tab(leaving), Tab(staying)
    leaving.get("/accounts/logout/")
    leaving.post("/accounts/logout/", headers={"X-CSRFToken": leaving.cookies["csrftoken"]})

    eventually(lambda: gone.ended, "the stream ends")
    rev = write(staying)["rev"]
    assert kept.next()["rev"] == rev


NEW_PASSWORD = "UPDATE core_user SET password = 'another' WHERE email = %s"
DEACTIVATED = "UPDATE core_user SET is_active = false WHERE email = %s"
SHORT_SESSION = """UPDATE django_session SET expire_date = now() + interval '3 seconds'
WHERE session_key = %s"""


def test_streams_end_in_every_process_when_their_session_is_deleted(machine, web):
    with machine.web() as other:
        client, same_session = web.client("alice@example.org"), other.client()
        same_session.cookies = client.cookies
        tabs, kept = [Tab(client), Tab(same_session)], Tab(other.client("alice@example.org"))
        key = client.cookies["sessionid"]
        machine.sql("DELETE FROM django_session WHERE session_key = %s", key)

        eventually(lambda: all(tab.ended for tab in tabs), "both streams end")
        assert client.get("/api/v1/live").status_code == 401
        assert not kept.ended


@pytest.mark.parametrize(
    ("email", "cause"),
    [("changed@example.org", NEW_PASSWORD), ("deactivated@example.org", DEACTIVATED)],
)
def test_streams_end_in_every_process_when_access_is_withdrawn(machine, web, email, cause):
    with machine.web() as other:
        client = web.client(email)
        tabs, bobs = [Tab(client), Tab(other.client(email))], Tab(web.client("bob@example.org"))
        machine.sql(cause, email)

        eventually(lambda: all(tab.ended for tab in tabs), "both streams end")
        assert client.get("/api/v1/live").status_code == 401
        assert not bobs.ended


def test_stream_ends_when_its_session_expires(machine, web):
    client = web.client("alice@example.org")
    machine.sql(SHORT_SESSION, client.cookies["sessionid"])
    tab = Tab(client)

    eventually(lambda: tab.ended, "the stream ends")
    assert client.get("/api/v1/live").status_code == 401


def test_stream_requires_sign_in(web):
    answer = web.client().get("/api/v1/live")

    assert answer.status_code == 401
    assert answer.json()["title"] == "Please sign in."


def test_streams_end_when_the_listening_connection_is_lost(machine, web):
    client = web.client("alice@example.org")
    tab = Tab(client)
    machine.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'whendoist-live'"
    )
    eventually(lambda: tab.ended, "the stream ends")

    again = Tab(client)
    rev = write(web.client("alice@example.org"))["rev"]
    assert again.next()["rev"] == rev


def test_streams_share_one_connection_that_closes_with_the_last_tab(machine, web):
    listening = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'whendoist-live'"
    tabs = [Tab(web.client("alice@example.org")) for _ in range(4)]
    assert machine.sql(listening) == [(1,)]
    for tab in tabs:
        tab.close()

    eventually(lambda: machine.sql(listening) == [(0,)], "the connection is returned")


def test_streams_can_bypass_a_pooler_that_drops_notifications(machine):
    with proxy(machine.postgres.sockets / ".s.PGSQL.5432") as wire:
        wire.silent_at = b"LISTEN"
        url = f"postgres://whendoist@127.0.0.1:{wire.port}/whendoist"
        with machine.web(DATABASE_URL=url, LIVE_DATABASE_URL=machine.postgres.url()) as web:
            tab = Tab(web.client("alice@example.org"))
            rev = write(web.client("alice@example.org"))["rev"]
            assert tab.next()["rev"] == rev


def test_open_streams_do_not_delay_shutdown(machine):
    with machine.web() as web:
        tabs = [Tab(web.client("alice@example.org")) for _ in range(3)]
        code = web.end(signal.SIGTERM)

    assert code == 0
    eventually(lambda: all(tab.ended for tab in tabs), "the streams end")
