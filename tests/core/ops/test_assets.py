"""core.ops.assets: generated and third-party files for the browser."""

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


def test_sprite_contains_every_icon_in_use():
    text = "\n".join(path.read_text() for path in SOURCES)
    used = {name for pattern in USED for name in pattern.findall(text)}
    assert len(used) > 20
    assert used - set(icons.NAMES) == set()


def test_sprite_has_one_symbol_per_icon(tmp_path):
    icons.write_sprite(tmp_path)
    symbols = re.findall(r'id="i-([^"]+)"', (tmp_path / "icons.svg").read_text())
    assert symbols == icons.NAMES


def test_copied_libraries_have_no_source_map_comments(tmp_path):
    for place in vendor.LIBRARIES.values():
        source = tmp_path / "node_modules" / place
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text("export const a = 1;\n//# sourceMappingURL=a.js.map\n")
    vendor.copy_libraries(tmp_path / "node_modules", tmp_path)
    assert (tmp_path / "vendor/preact-hooks.js").read_text() == "export const a = 1;\n"


def test_assets_command_names_a_missing_library(tmp_path):
    with pytest.raises(MissingLibrary, match=r"preact\.mjs is missing"):
        vendor.copy_libraries(tmp_path, tmp_path)


def test_assets_command_explains_a_missing_bundler(tmp_path):
    with pytest.raises(MissingBundler, match="npm ci"):
        bundle.write_bundles(tmp_path, tmp_path, [])


def test_bundle_dependencies_include_indirect_imports(tmp_path):
    (tmp_path / "main.js").write_text('import{a}from"./one.js";import("./later.js");')
    (tmp_path / "one.js").write_text('import"./two.js";export const a=1;')
    assert bundle.needed_by(tmp_path / "main.js") == ["one.js", "two.js"]


def test_module_imports_refer_to_existing_modules():
    known = modules.modules()
    for name, path in known.items():
        for imported in re.findall(r'"(#wd/[^"]+\.js)"', path.read_text()):
            assert imported in known, f"{name} imports {imported}"


def test_page_preloads_static_imports_but_not_lazy_ones():
    needed = modules.needed_by("#wd/tasks/main.js", modules.modules())
    assert needed[0] == "#wd/tasks/main.js"
    assert "preact" in needed
    assert "#wd/tasks/views/panel/panel.js" not in needed


def test_style_sheets_are_joined_in_order_of_their_names(tmp_path):
    styles.join_styles(tmp_path)
    joined = (tmp_path / styles.joined_name("core")).read_text()
    assert joined.index("@layer reset, tokens") < joined.index("@font-face")
