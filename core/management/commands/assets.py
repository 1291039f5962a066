"""`manage.py assets`: prepare what the browser gets from wheels and npm."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.ops.assets import folder
from core.ops.assets.bundle import MissingBundler, write_bundles
from core.ops.assets.fonts import write_fonts
from core.ops.assets.icons import write_sprite
from core.ops.assets.styles import join_styles
from core.ops.assets.vendor import MissingLibrary, copy_libraries


class Command(BaseCommand):
    help = "Write var/assets (libraries, icons, typeface, sheets). After `npm ci`; safe to repeat."
    requires_system_checks: list[str] = []  # runs before there is a database

    def handle(self, **options: Any) -> str:
        begin = perf_counter()
        out = folder()
        out.mkdir(parents=True, exist_ok=True)
        try:
            copy_libraries(settings.BASE_DIR / "node_modules", out)
            write_bundles(settings.BASE_DIR, out)
        except (MissingLibrary, MissingBundler) as missing:
            raise CommandError(str(missing)) from missing
        write_sprite(out)
        write_fonts(out)
        join_styles(out)
        return f"Assets ready in {perf_counter() - begin:.1f} s."
