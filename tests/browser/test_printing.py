"""Printing a day and a week: an agenda, black on white in both themes"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def loads_parts(page) -> None:
    """Wait for the parts that load in idle time, such as dialogs and the agenda."""
    page.keyboard.press("Control+k")
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")


def printed(person):
    """Show the page as it is printed; return the paper."""
    page = person.page
    loads_parts(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    return page.locator(".print")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_day_is_printed_as_an_agenda_black_on_white(site, theme):
    with site.person(color_scheme=theme) as person:
        person.has("Read #home 30m today 12:00", "Rent #home today", "Call #work today 9:00 15m")
        person.api("POST", f"/tasks/{person.task('Call')['id']}/complete")
        person.opens()
        person.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        paper = printed(person)
        lines = [re.sub(r"\s+", " ", line) for line in paper.locator("li").all_inner_texts()]
        assert lines == ["Any time Rent Home", "9:00 – 9:15 Call Work", "12:00 – 12:30 Read Home"]
        expect(paper.locator(".print-box.ticked")).to_have_count(1)
        expect(person.page.locator("#main")).to_be_hidden()
        colours = paper.evaluate(
            "el => [getComputedStyle(el).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_week_is_printed_by_day(alice):
    page = alice.has("Read #home 30m today 12:00").opens("/week/").page
    paper = printed(alice)
    expect(paper.locator("section")).to_have_count(7)
    expect(paper.locator("section", has_text="Read")).to_have_count(1)
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(paper).to_have_count(0)
    expect(alice.block("Read")).to_be_visible()


def test_day_fits_one_sheet_of_paper(alice):
    page = alice.has("Read #home 30m today 12:00").page
    loads_parts(page)
    pdf = page.pdf()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    expect(page.locator(".print")).to_have_count(0)
