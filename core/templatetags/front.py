"""Template tags for what the browser loads: programs, style sheets, icons, data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.ops import assets
from core.ops.assets import bundle, modules, styles, vendor

register = template.Library()


@register.simple_tag(takes_context=True)
def program(context: Context, label: str) -> SafeString:
    """What the browser runs for the pages of an app: its modules, or their bundle in production."""
    if settings.DEBUG:
        return _modules(f"#wd/{label}/{bundle.ENTRY}", context["request"].csp_nonce)
    return _bundle(label)


def _modules(entry: str, nonce: str) -> SafeString:
    """The sources as they are: an import map, preload hints, and the entry itself."""
    known = modules.modules()
    addresses = {name: static(vendor.static_name(name)) for name in vendor.LIBRARIES}
    addresses |= {name: static(modules.static_name(name)) for name in known}
    imports = json.dumps({"imports": addresses}, separators=(",", ":"))
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>\n{}\n{}',
        nonce,
        mark_safe(imports),  # noqa: S308 our own file names
        _preloads(addresses[name] for name in modules.needed_by(entry, known)),
        _script(addresses[entry]),
    )


@cache
def _bundle(label: str) -> SafeString:
    folder = bundle.folder(label)
    needed = bundle.needed_by(assets.folder() / folder / bundle.ENTRY)
    # A bundled file imports its neighbours by their plain names.
    preloads = _preloads(f"{settings.STATIC_URL}{folder}/{name}" for name in needed)
    return format_html("{}\n{}", preloads, _script(static(f"{folder}/{bundle.ENTRY}")))


def _preloads(addresses: Iterable[str]) -> SafeString:
    links = ((address,) for address in addresses)
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', links)


def _script(address: str) -> SafeString:
    return format_html('<script type="module" src="{}"></script>', address)


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


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A picture beside words that say the same: hidden from screen readers."""
    return format_html(
        '<svg class="ico" width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>',
        size,
        name,
    )
