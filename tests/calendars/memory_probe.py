"""A worker of its own that syncs accounts, and tells what each of them cost in memory.

Reads a line of JSON (pk, and Google's address) for each; answers with the sentence of its trouble
and the megabytes of its peak above what the worker takes when it is idle. Each account is synced
in a fork: what one leaves behind is not counted for the next.
"""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path


def status(name: str) -> float:
    """In megabytes, as the kernel counts it. (ru_maxrss would begin with that of the parent.)"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def tell(trouble: str, peak: float) -> None:
    sys.stdout.write(json.dumps([trouble, peak]) + "\n")
    sys.stdout.flush()


def measure(pk: int, api: str) -> None:
    from django.conf import settings

    from tasks.calendars.sync import sync

    settings.GOOGLE_ENDPOINTS = dict.fromkeys(("consent", "token", "revoke", "api"), api)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins now (proc(5))
    idle = status("VmRSS")
    log = sync(pk)
    tell(log.trouble if log else "Nobody was there.", status("VmHWM") - idle)


def main(database: str) -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.CALENDARS_MAY_BE_PRIVATE = True
    django.setup()
    import tasks.calendars.caldav
    import tasks.calendars.google.provider
    import tasks.calendars.ics
    import tasks.calendars.sync  # noqa: F401 - as in a worker that has synced before

    for line in sys.stdin:
        if not (child := os.fork()):
            try:
                measure(*json.loads(line))
            except Exception as error:
                tell(repr(error), math.inf)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1])
