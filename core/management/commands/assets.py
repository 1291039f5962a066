"""`manage.py assets`: prepare the files that browsers load from wheels, npm and our sources."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.ops.assets import folder, messages, modules
from core.ops.assets.bundle import MissingBundler, write_bundles
from core.ops.assets.fonts import write_fonts
from core.ops.assets.icons import write_sprite
from core.ops.assets.styles import join_styles
from core.ops.assets.translations import write_catalogues
from core.ops.assets.vendor import MissingLibrary, copy_libraries


class Command(BaseCommand):
    help = "Write libraries, icons, fonts, bundles and messages to var/assets. Run after `npm ci`."
    requires_system_checks: list[str] = []  # runs before there is a database

    def handle(self, **options: Any) -> str:
        begin = perf_counter()
        out = folder()
        out.mkdir(parents=True, exist_ok=True)
        try:
            copy_libraries(settings.BASE_DIR / "node_modules", out)
            extracted = messages.extract(path.read_text() for path in modules.modules().values())
            write_catalogues(out, settings.BASE_DIR / "locale", extracted)
            write_bundles(settings.BASE_DIR, out, extracted)
        except (MissingLibrary, MissingBundler) as error:
            raise CommandError(str(error)) from error
        write_sprite(out)
        write_fonts(out)
        join_styles(out)
        return f"Assets ready in {perf_counter() - begin:.1f} s."
