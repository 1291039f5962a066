"""core.ops.assets: what the browser gets that is not our source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.ops.assets import bundle, icons, modules, styles, vendor
from core.ops.assets.bundle import MissingBundler
from core.ops.assets.vendor import MissingLibrary

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [
    path
    for folder in ("core", "tasks")
    for kind in ("static/**/*.js", "templates/**/*.html")
    for path in (ROOT / folder).glob(kind)
]
USED = [
    re.compile(r"""<\$\{Icon\} name="([a-z0-9-]+)\""""),
    re.compile(r"""\bicon(?:_name)?[:=]\s?"([a-z0-9-]+)\""""),
    re.compile(r"""\{% icon "([a-z0-9-]+)\""""),
]


def test_every_icon_that_is_used_is_in_the_sprite():
    text = "\n".join(path.read_text() for path in SOURCES)
    used = {name for pattern in USED for name in pattern.findall(text)}
    assert len(used) > 20
    assert used - set(icons.NAMES) == set()


def test_the_sprite_has_one_symbol_for_each_name(tmp_path):
    icons.write_sprite(tmp_path)
    found = re.findall(r'id="i-([^"]+)"', (tmp_path / "icons.svg").read_text())
    assert found == icons.NAMES


def test_libraries_are_copied_without_their_source_map_comments(tmp_path):
    for place in vendor.LIBRARIES.values():
        source = tmp_path / "node_modules" / place
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text("export const a = 1;\n//# sourceMappingURL=a.js.map\n")
    vendor.copy_libraries(tmp_path / "node_modules", tmp_path)
    assert (tmp_path / "vendor/preact-hooks.js").read_text() == "export const a = 1;\n"


def test_a_missing_library_is_named(tmp_path):
    with pytest.raises(MissingLibrary, match=r"preact\.mjs is missing"):
        vendor.copy_libraries(tmp_path, tmp_path)


def test_a_missing_bundler_says_what_to_do(tmp_path):
    with pytest.raises(MissingBundler, match="npm ci"):
        bundle.write_bundles(tmp_path, tmp_path)


def test_what_a_bundled_file_needs_is_found_through_its_neighbours(tmp_path):
    (tmp_path / "main.js").write_text('import{a}from"./one.js";import("./later.js");')
    (tmp_path / "one.js").write_text('import"./two.js";export const a=1;')
    assert bundle.needed_by(tmp_path / "main.js") == ["one.js", "two.js"]


def test_every_import_of_our_modules_names_a_module_that_is_there():
    known = modules.modules()
    for name, path in known.items():
        for wanted in re.findall(r'"(#wd/[^"]+\.js)"', path.read_text()):
            assert wanted in known, f"{name} imports {wanted}"


def test_a_page_asks_at_once_for_what_it_needs_and_not_for_what_may_come_later():
    needed = modules.needed_by("#wd/tasks/main.js", modules.modules())
    assert needed[0] == "#wd/tasks/main.js"
    assert "preact" in needed
    assert "#wd/tasks/views/panel/panel.js" not in needed


def test_sheets_are_joined_in_the_order_of_their_names(tmp_path):
    styles.join_styles(tmp_path)
    joined = (tmp_path / styles.joined_name("core")).read_text()
    assert joined.index("@layer reset, tokens") < joined.index("@font-face")
