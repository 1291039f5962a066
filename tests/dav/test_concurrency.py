"""/dav/: two clients at once"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tasks.dav import put as put_item
from tasks.models import Task


@pytest.mark.django_db(transaction=True)
def test_second_of_two_concurrent_writes_with_one_etag_is_rejected(dav, make_task, monkeypatch):
    task = make_task("Pay rent")
    path = f"tasks/{task.pk}.ics"
    answer = dav("GET", path)
    both = Barrier(2, timeout=2)
    put = put_item.put

    def put_after_both_arrived(*args):
        if both.n_waiting == 0 and not both.broken:
            try:
                both.wait(1)  # would let the second request check the ETag as well
            except Exception:
                both.abort()
        return put(*args)

    def write(title):
        try:
            text = answer.content.decode().replace("Pay rent", title)
            return dav("PUT", path, text, If_Match=answer["ETag"]).status_code
        finally:
            connections.close_all()

    monkeypatch.setattr(put_item, "put", put_after_both_arrived)
    with ThreadPoolExecutor(2) as clients:
        assert sorted(clients.map(write, ["One", "Two"])) == [204, 412]
    assert Task.objects.get().title in ("One", "Two")
