"""Template tags for what the browser loads: module map, icons."""

from __future__ import annotations

import json
from functools import cache

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.ops import assets
from core.ops.assets import modules, styles, vendor

register = template.Library()


@register.simple_tag(takes_context=True)
def importmap(context: Context, entry: str) -> SafeString:
    """The import map, preload hints for what the entry needs at once, and the entry itself."""
    build = _build if settings.DEBUG else _built_once
    addresses, needed = build(entry)
    imports = json.dumps({"imports": addresses}, separators=(",", ":"))
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>\n{}\n'
        '<script type="module" src="{}"></script>',
        context["request"].csp_nonce,
        mark_safe(imports),  # noqa: S308 our own file names
        format_html_join("\n", '<link rel="modulepreload" href="{}">', ((url,) for url in needed)),
        addresses[entry],
    )


def _build(entry: str) -> tuple[dict[str, str], list[str]]:
    known = modules.modules()
    addresses = {name: static(vendor.static_name(name)) for name in vendor.LIBRARIES}
    addresses |= {name: static(modules.static_name(name)) for name in known}
    return addresses, [addresses[name] for name in modules.needed_by(entry, known)]


_built_once = cache(_build)


@register.simple_tag
def style_names(label: str) -> list[str]:
    """Addresses of one app's sheets: each file while developing, one joined file in production."""
    names = [styles.joined_name(label)]
    if settings.DEBUG:
        names = [f"{label}/css/{path.name}" for path in styles.sheets(label)]
    return [static(name) for name in names]


@register.simple_tag(name="styles")
def style_links(label: str) -> SafeString:
    links = ((address,) for address in style_names(label))
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def sprite() -> SafeString:
    """The icons, inside the page: `icon` and the browser's `Icon` refer to them."""
    return mark_safe(_sprite())  # noqa: S308 written by `manage.py assets`


@cache
def _sprite() -> str:
    path = assets.folder() / "icons.svg"
    return path.read_text() if path.exists() else ""


_IN_SCRIPT = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}


@register.simple_tag
def json_text(text: str, element_id: str) -> SafeString:
    """JSON that is text already, inside the page: like `json_script`, without a second encoding."""
    safe = mark_safe(text.translate(_IN_SCRIPT))  # noqa: S308 nothing in it can end the element
    return format_html('<script id="{}" type="application/json">{}</script>', element_id, safe)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A picture beside words that say the same: hidden from screen readers."""
    return format_html(
        '<svg class="ico" width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>',
        size,
        name,
    )
