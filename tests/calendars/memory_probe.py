"""A separate worker process that syncs accounts and reports the peak memory of each sync.

Reads one line of JSON (pk and Google's address) per account; prints the error sentence and the peak
in MB above the idle process. Each account is synced in a fork, so one cannot affect the next.
"""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path


def status(name: str) -> float:
    """Return a value in MB from the kernel. (ru_maxrss would include the parent's peak.)"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def report(problem: str, peak: float) -> None:
    sys.stdout.write(json.dumps([problem, peak]) + "\n")
    sys.stdout.flush()


def measure(pk: int, api: str) -> None:
    from django.conf import settings

    from tasks.calendars.sync import sync

    settings.GOOGLE_ENDPOINTS = dict.fromkeys(("consent", "token", "revoke", "api"), api)
    Path("/proc/self/clear_refs").write_text("5")  # resets the peak (proc(5))
    idle = status("VmRSS")
    log = sync(pk)
    report(log.trouble if log else "The account was not claimed.", status("VmHWM") - idle)


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
                report(repr(error), math.inf)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1])
