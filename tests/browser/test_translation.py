"""The page in a made-up language: a catalogue that brackets every message."""

from __future__ import annotations

import json
import re

import pytest

# Visible texts and attributes that our JavaScript renders; the server words repair offers.
VISIBLE = """() => {
  const texts = [];
  for (const root of document.querySelectorAll("main, #domains")) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node instanceof Text) {
        if (!node.parentElement.closest("kbd, .offer > span")) texts.push(node.data);
      } else for (const name of ["title", "aria-label", "placeholder"]) {
        texts.push(node.getAttribute(name) ?? "");
      }
    }
  }
  return texts;
}"""
BRACKETED = re.compile("⟦[^⟦⟧]*⟧")
# The browser names months and weekdays.
DATES = re.compile(
    r"\b(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?\b"
    r"|\b(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?|Sept?(ember)?"
    r"|Oct(ober)?|Nov(ember)?|Dec(ember)?)\b"
)
LETTERS = re.compile("[A-Za-z]{2,}")


def bracketed(route) -> None:
    response = route.fetch()
    english = json.loads(response.text().removeprefix("whendoistMessages="))
    messages = [
        {form: f"⟦{text}⟧" for form, text in message.items()}
        if isinstance(message, dict)
        else f"⟦{message}⟧"
        for message in english
    ]
    body = f"whendoistMessages={json.dumps(messages)}"
    route.fulfill(body=body, content_type="text/javascript")


def untranslated(page) -> set[str]:
    """Return visible texts with Latin letters outside of brackets."""
    texts = set()
    for visible in page.evaluate(VISIBLE):
        rest = visible
        while BRACKETED.search(rest):
            rest = BRACKETED.sub("", rest)
        if LETTERS.search(DATES.sub("", rest)):
            texts.add(visible.strip())
    return texts


@pytest.fixture
def page(site):
    """A day whose titles and names are Greek, so that every Latin letter is ours."""
    with site.person(service_workers="block") as person:
        person.page.route("**/static/messages/en*.js", bracketed)
        person.has(
            "Ενοίκιο #σπίτι 30m today 10:00 !high by today",
            "Ταξίδι #σπίτι 45m",
            "  Τρένο",
            "Νερό #σπίτι today",
            "Ιδέα",
            domains=("Σπίτι",),
        )
        yield person.page


@pytest.mark.parametrize("path", ["/", "/week/", "/thoughts/"])
def test_every_text_of_planner_pages_is_translated(page, path):
    page.goto(path)
    page.locator(".calendar-head, .thoughts").first.wait_for()
    page.locator(".thought, .block").first.wait_for(state="attached")
    assert untranslated(page) == set()


def test_every_text_of_the_month_view_is_translated(page):
    page.keyboard.press("o")
    page.locator(".month-entry").first.wait_for()
    assert untranslated(page) == set()


@pytest.mark.parametrize("key", ["Control+k", "?", "m", "f"])
def test_every_text_of_dialogs_is_translated(page, key):
    page.locator(".row").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press(key)
    page.locator("dialog[open]").wait_for()
    assert untranslated(page) == set()


def test_every_text_of_the_panel_is_translated(page):
    page.locator(".row", has_text="Ταξίδι").click()
    page.locator(".panel-title").wait_for()
    page.get_by_label("⟦Pieces⟧").select_option("split")
    page.locator(".panel-repeat button").click()
    page.locator(".repeat-editor select").first.wait_for()
    page.locator(".panel-notes").wait_for()
    page.locator(".rule-preview").evaluate_all("nodes => nodes.map((node) => node.remove())")
    assert untranslated(page) == set()


def test_every_text_of_toasts_and_menus_is_translated(page):
    page.locator(".row", has_text="Ταξίδι").locator("[data-act=done]").click()
    page.locator(".toast.on").wait_for()
    assert untranslated(page) == set()
    for button in (".sort", ".plan-start [aria-haspopup]", ".row [data-field=duration]"):
        page.locator(button).first.click()
        page.locator("[popover][role=menu]").wait_for()
        assert untranslated(page) == set()
        page.keyboard.press("Escape")
