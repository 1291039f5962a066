"""Colours and icons for domains: twelve hues 30° apart, and some emoji."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from colorsys import rgb_to_hls

# OKLCH lightness 0.625, chroma up to 0.155 where sRGB has it: at least 3:1 on both themes.
COLOURS = {
    "#d55a60": "Red",
    "#cf661a": "Orange",
    "#b07d02": "Amber",
    "#8d8e02": "Olive",
    "#4e9d3c": "Green",
    "#049f7c": "Jade",
    "#029aa1": "Teal",
    "#0394c4": "Sky",
    "#4d85e4": "Blue",
    "#8874dd": "Violet",
    "#b065c1": "Purple",
    "#ca5b95": "Pink",
}
ICONS = "💼 🏠 🌱 📚 👥 💰 🎨 🎵 🏃 🧹 🛠️ 🌍 ✈️ 🐾 ❤️ 💡".split()


def next_colour(existing: Collection[str]) -> str:
    """Return a colour for a new domain: rare among the existing hues, far from the last."""
    # 5 and 12 have no common divisor, so five steps at a time reach every hue.
    spread = [list(COLOURS)[(8 + 5 * n) % len(COLOURS)] for n in range(len(COLOURS))]
    taken = Counter(map(_nearest, existing))
    return min(spread, key=lambda colour: taken[colour])


def _nearest(colour: str) -> str:
    """Return the colour of the palette whose hue looks most like that of `colour`."""
    hue = _hue(colour)
    return min(COLOURS, key=lambda other: min((hue - _hue(other)) % 1, (_hue(other) - hue) % 1))


def _hue(colour: str) -> float:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return rgb_to_hls(red / 255, green / 255, blue / 255)[0]
