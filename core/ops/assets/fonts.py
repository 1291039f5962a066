"""The typeface, split into three alphabets that browsers load on demand."""

from __future__ import annotations

from importlib.metadata import files
from pathlib import Path

from fontTools import subset

# core/static/core/css/01-fonts.css repeats these ranges as unicode-range.
ALPHABETS = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,"
    "U+0329,U+2000-206F,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-02BA,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB",
    "cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+2116",
}
_FEATURES = "kern,liga,calt,ccmp,locl,mark,mkmk,tnum,case,ss01,ss03"


def write_fonts(out: Path) -> None:
    """Write `fonts/geist-ALPHABET.woff2`, unless it is newer than the wheel."""
    (out / "fonts").mkdir(parents=True, exist_ok=True)
    source = _source()
    for alphabet, ranges in ALPHABETS.items():
        target = out / "fonts" / f"geist-{alphabet}.woff2"
        if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        subset.main(
            [
                str(source),
                f"--unicodes={ranges}",
                "--flavor=woff2",
                f"--layout-features={_FEATURES}",
                "--drop-tables+=meta",
                f"--output-file={target}",
            ]
        )


def _source() -> Path:
    font = next(path for path in files("fontpkg-geist") or [] if path.name == "Geist[wght].ttf")
    return Path(str(font.locate()))
