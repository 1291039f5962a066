"""One SVG sprite with the icons in use, from the Lucide wheel."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import lucide

NAMES = """
archive arrow-right arrow-up-down battery-full battery-low battery-medium bell brain calendar-clock
calendar-days calendar-off calendar-plus calendar-range check chevron-down chevron-left
chevron-right circle-alert circle-check circle-dot circle-pause clock columns-3 corner-down-left
ellipsis external-link flag grip-vertical hash history hourglass inbox keyboard link list-todo
list-tree log-out map-pin menu minus moon move pencil pin plus printer repeat rotate-ccw search
settings signal skip-forward square sun tag text-align-start trash-2 triangle-alert undo-2
wand-sparkles wifi-off x zap
""".split()
_CONTENT = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_ATTRIBUTES = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
    ' stroke-linecap="round" stroke-linejoin="round"'
)


def write_sprite(out: Path) -> None:
    """Write `icons.svg` with one symbol `i-NAME` for each of NAMES."""
    with ZipFile(Path(lucide.__file__).with_name("lucide.zip")) as icons:
        symbols = [_symbol(name, icons.read(f"{name}.svg").decode()) for name in NAMES]
    (out / "icons.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" class="sprite" aria-hidden="true">'
        f"{''.join(symbols)}</svg>"
    )


def _symbol(name: str, svg: str) -> str:
    match = _CONTENT.search(svg)
    content = re.sub(r"\s+", " ", match[1] if match else "").replace("> <", "><").strip()
    return f'<symbol id="i-{name}" {_ATTRIBUTES}>{content}</symbol>'
