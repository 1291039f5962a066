"""The messages of the page: extraction, numbering, and catalogues per language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.ops.assets import messages, modules, translations

SOURCE = """
notify(t("Saved"));
tn("{count} task", "{count} tasks", count);
t(
  "A \\"quoted\\" name",
  { name },
);
notify(t("Saved"));
"""
SAVED, TASKS, QUOTED = ("Saved",), ("{count} task", "{count} tasks"), ('A "quoted" name',)
POLISH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: pl\\n"

msgid "Saved"
msgstr "Zapisano"

msgid "{count} task"
msgid_plural "{count} tasks"
msgstr[0] "{count} zadanie"
msgstr[1] "{count} zadania"
msgstr[2] "{count} zadań"

#, fuzzy
msgid "A \\"quoted\\" name"
msgstr "Zgadywanie"
"""


def read(path: Path) -> object:
    return json.loads(path.read_text().removeprefix("whendoistMessages="))


def test_extraction_returns_every_message_once_in_order():
    assert messages.extract([SOURCE, SOURCE]) == [SAVED, TASKS, QUOTED]


def test_numbering_replaces_the_text_of_every_message():
    numbered = messages.number(SOURCE, messages.extract([SOURCE]))
    assert numbered.split() == (
        "notify(t(0)); tn(1,0, count); t(2, { name }, ); notify(t(0));".split()
    )


def test_no_source_of_the_page_keeps_a_literal_after_numbering():
    sources = [path.read_text() for path in modules.modules().values()]
    extracted = messages.extract(sources)
    assert len(extracted) > 250
    for source in sources:
        assert not messages.extract([messages.number(source, extracted)])


@pytest.fixture
def polish(tmp_path):
    locale = tmp_path / "locale/pl/LC_MESSAGES"
    locale.mkdir(parents=True)
    (locale / "djangojs.po").write_text(POLISH)
    translations.write_catalogues(tmp_path, tmp_path / "locale", [SAVED, TASKS, QUOTED])
    return tmp_path / "messages"


def test_the_english_catalogue_contains_the_source_texts(polish):
    plural = {"one": "{count} task", "other": "{count} tasks"}
    assert read(polish / "en.js") == ["Saved", plural, 'A "quoted" name']


def test_a_translated_catalogue_names_plural_forms_and_falls_back_to_english(polish):
    plural = {"one": "{count} zadanie", "few": "{count} zadania", "many": "{count} zadań"}
    assert read(polish / "pl.js") == ["Zapisano", plural, 'A "quoted" name']
    assert read(polish / "pl-keyed.js") == {
        "Saved": "Zapisano",
        "{count} task": plural,
        'A "quoted" name': 'A "quoted" name',
    }
