"""palette: the colours offered for domains"""

from __future__ import annotations

from math import atan2, cbrt, degrees

from tasks.palette import COLOURS, next_colour

LIGHT, DARK = "#ffffff", "#191817"  # --surface


def linear(colour: str) -> list[float]:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def hue(colour: str) -> float:
    """In OKLCH, as core/js/colour.js computes it."""
    r, g, b = linear(colour)
    long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    a = 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short
    bb = 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short
    return degrees(atan2(bb, a)) % 360


def contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    lights = sorted(
        sum(weight * light for weight, light in zip(weights, linear(colour), strict=True)) + 0.05
        for colour in (one, other)
    )
    return lights[1] / lights[0]


def test_palette_hues_are_30_degrees_apart():
    hues = sorted(map(hue, COLOURS))

    gaps = [
        (after - before) % 360 for before, after in zip(hues, [*hues[1:], hues[0]], strict=True)
    ]
    assert len(gaps) == 12
    assert all(abs(gap - 30) < 2 for gap in gaps)


def test_palette_colours_have_contrast_on_both_themes():
    for colour in COLOURS:
        assert contrast(colour, LIGHT) >= 3, colour
        assert contrast(colour, DARK) >= 3, colour


def test_new_domains_use_all_colours_before_repeating_one():
    given: list[str] = []
    for _ in range(13):
        given.append(next_colour(given))

    assert set(given[:12]) == set(COLOURS)
    assert given[12] == given[0]


def test_next_colour_avoids_hues_that_look_alike():
    """#3553c8, the colour of domains before there was a palette, looks like Blue and Violet."""
    distance = abs(hue(next_colour(["#3553c8"])) - hue("#3553c8"))
    assert 40 < distance < 320
