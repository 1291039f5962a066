"""Template tags for the files that the browser loads: programs, messages, style sheets, icons."""

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
from django.utils.translation import get_language

from core.ops import assets
from core.ops.assets import bundle, messages, modules, styles, vendor

register = template.Library()


@register.simple_tag(takes_context=True)
def program(context: Context, label: str) -> SafeString:
    """Return the scripts of an app's pages: its modules, or their bundle in production."""
    if settings.DEBUG:
        scripts = _modules(f"#wd/{label}/{bundle.ENTRY}", context["request"].csp_nonce)
        return format_html("{}\n{}", keyed_messages(), scripts)
    return _bundle(label, _language())


def _language() -> str:
    """Return the person's language, or English where there is no catalogue."""
    language = get_language() or messages.SOURCE_LANGUAGE
    return language if messages.has_catalogue(language) else messages.SOURCE_LANGUAGE


@register.simple_tag
def keyed_messages() -> SafeString:
    """Return the catalogue for modules that are not bundled; they carry the English text."""
    language = _language()
    if language == messages.SOURCE_LANGUAGE:
        return mark_safe("")
    return _messages(messages.keyed_name(language))


def _messages(name: str) -> SafeString:
    # Deferred scripts and modules run in the order of the document: this one runs first.
    return format_html('<script defer src="{}"></script>', static(name))


def _modules(entry: str, nonce: str) -> SafeString:
    """Return the unbundled sources: an import map, preload hints, and the entry module."""
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
def _bundle(label: str, language: str) -> SafeString:
    folder = bundle.folder(label)
    needed = bundle.needed_by(assets.folder() / folder / bundle.ENTRY)
    # Bundled files import each other by their plain names, without the manifest's hash.
    preloads = _preloads(f"{settings.STATIC_URL}{folder}/{name}" for name in needed)
    catalogue = _messages(messages.numbered_name(language))
    entry = _script(static(f"{folder}/{bundle.ENTRY}"))
    return format_html("{}\n{}\n{}", catalogue, preloads, entry)


def _preloads(addresses: Iterable[str]) -> SafeString:
    links = ((address,) for address in addresses)
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', links)


def _script(address: str) -> SafeString:
    return format_html('<script type="module" src="{}"></script>', address)


@register.simple_tag
def style_names(label: str) -> list[str]:
    """Return the addresses of an app's sheets: single in development, joined in production."""
    names = [styles.joined_name(label)]
    if settings.DEBUG:
        names = [f"{label}/css/{path.name}" for path in styles.sheets(label)]
    return [static(name) for name in names]


@register.simple_tag(name="styles")
def style_links(label: str) -> SafeString:
    """Return the `<link>` elements of an app's sheets."""
    links = ((address,) for address in style_names(label))
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def sprite() -> SafeString:
    """Return the icons to embed in the page: `icon` and the browser's `Icon` refer to them."""
    return mark_safe(_sprite())  # noqa: S308 written by `manage.py assets`


@cache
def _sprite() -> str:
    path = assets.folder() / "icons.svg"
    return path.read_text() if path.exists() else ""


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """Return an icon that repeats the text next to it, so it is hidden from screen readers."""
    return format_html(
        '<svg class="ico" width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>',
        size,
        name,
    )
