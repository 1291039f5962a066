#!/usr/bin/env python
"""The entry point of every management command."""

from __future__ import annotations

import os
import sys

WITHOUT_DATABASE = {"--help", "assets", "check", "collectstatic"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whendoist.settings")
    from core.ops.failures import explanation  # noqa: PLC0415 - after the variable above

    try:
        _execute()
    except Exception as error:
        sentence = explanation(error)
        if sentence is None or "--traceback" in sys.argv:
            raise
        sys.exit(sentence)


def _execute() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    if settings.EMBEDDED_POSTGRES and not WITHOUT_DATABASE & set(sys.argv):
        settings.EMBEDDED_POSTGRES.serve("whendoist")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
