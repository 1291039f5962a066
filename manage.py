#!/usr/bin/env python
"""The door for operators: every management command starts here."""

from __future__ import annotations

import os
import sys

ASK_NO_DATABASE = {"--help", "assets", "check", "collectstatic"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whendoist.settings")
    from django.conf import settings  # noqa: PLC0415 - the variable above comes first
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        server = settings.EMBEDDED_POSTGRES
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")  # a sentence that says what to set
    if server and not ASK_NO_DATABASE & set(sys.argv):
        server.serve("whendoist")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
