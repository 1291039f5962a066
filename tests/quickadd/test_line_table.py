"""tasks.quickadd.parse, tested with the lines that people type: lines.en.tsv and lines.de.tsv"""

from __future__ import annotations

import time

import pytest

from tests.quickadd.line_table import NOW, Line, load, parse_line, reading

ENGLISH, GERMAN = load("en"), load("de")
ALL = ENGLISH + GERMAN


def line_id(line: Line) -> str:
    return f"{line.language} {line.text} {line.options}".strip()


def without_chips(text: str) -> str:
    return text.partition("; chips=")[0]


def test_line_has_the_right_reading():
    readings = {line_id(line): reading(parse_line(line)) for line in ALL}

    assert readings == {line_id(line): line.reading for line in ALL}


def test_tables_have_many_different_lines():
    assert len(ENGLISH) >= 300
    assert len(GERMAN) >= 60
    assert len({line_id(line) for line in ALL}) == len(ALL)


def test_english_line_without_german_words_reads_the_same_in_german():
    german_words = {"am", "die", "an", "do", "so", "mo", "mal", "1."}
    lines = [line for line in ENGLISH if not german_words & set(line.text.casefold().split())]
    german = {line_id(line): parse_line(line._replace(language="de")) for line in lines}
    readings = {name: without_chips(reading(parsed)) for name, parsed in german.items()}

    assert readings == {line_id(line): without_chips(line.reading) for line in lines}
    for line in lines:
        assert len(german[line_id(line)].alternatives) == len(parse_line(line).alternatives)


@pytest.mark.parametrize("language", ["en", "de"])
def test_line_of_every_chip_is_read_and_keeps_the_words(language):
    for line in load(language):
        for chip in parse_line(line).alternatives:
            chosen = parse_line(line._replace(text=chip.line))
            assert chosen.tokens, (line, chip)
            assert chosen.title, (line, chip)
            assert chip.label in chip.line


def test_a_line_takes_far_less_than_a_millisecond_to_parse():
    started = time.process_time()
    for line in ALL:
        parse_line(line)
    per_line = (time.process_time() - started) / len(ALL)

    assert per_line < 0.001, f"{per_line * 1000:.2f} ms at {NOW}"
