"""editing.cleaning: visible titles, and names compared as they look"""

from __future__ import annotations

from importlib import import_module
from unicodedata import normalize

import pytest
from django.apps import apps

from tasks.calendars import feeds
from tasks.editing import domains
from tasks.editing.tasks import add
from tasks.errors import Rejected
from tasks.models import AppPassword, CalendarFeed, Domain, Label, Task
from tests.conftest import instances_of

UNSEEN = {
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "bidi controls": "\u200e\u200f\u202a\u202e\u2066\u2069\u061c",
    "spaces": "\u00a0\u2003\u3000",
    "soft hyphen": "\u00ad",
    "variation selectors": "\ufe0f\U000e0100\u180b",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "blank Braille": "\u2800",
    "tags": "\U000e0041\U000e007f\U000e0000",
    "a mark without a letter": "\u0301",
}
SEEN = [
    "👨\u200d👩\u200d👧",
    "🏳️\u200d🌈 Parade",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "1️⃣",
    "\u202bשלום\u202c",
    "می\u200cخواهم",
    "नमस्ते",
    "한글",
    "⠓⠊",
    "…",
]
COMPOSED, DECOMPOSED = normalize("NFC", "Café"), normalize("NFD", "Café")

unseen = pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)


@unseen
def test_invisible_title_is_rejected_with_a_sentence(api, make_task, text):
    task = make_task("Rent")
    for answer in (
        api.post("/tasks", {"title": text}),
        api.post("/tasks", {"title": text, "parent_id": task.pk}),
        api.patch(f"/tasks/{task.pk}", {"title": text}),
    ):
        assert answer.status_code == 422
        assert answer.json()["title"] in (
            "This title has only invisible characters. Type a visible title.",
            "A title is 1 to 500 characters of plain text on one line.",  # nothing but spaces
        )

    assert Task.objects.get().title == "Rent"


@unseen
def test_invisible_quick_add_line_and_own_title_are_rejected(api, make_series, text):
    day = instances_of(make_series())[0]
    for answer in (
        api.post("/quickadd", {"text": text}),
        api.patch(f"/instances/{day.pk}", {"own_title": text}),
    ):
        assert answer.status_code == 422
    day.refresh_from_db()

    assert (Task.objects.count(), day.own_title) == (1, None)


@unseen
def test_invisible_name_is_rejected(alice, text):
    for verb in (
        lambda: domains.add_domain(alice, {"name": text}),
        lambda: domains.add_label(alice, text),
        lambda: feeds.add_feed(alice, text),
        lambda: feeds.add_password(alice, text),
    ):
        with pytest.raises(Rejected, match="ame"):
            verb()

    assert not any(model.objects.exists() for model in (Domain, Label, CalendarFeed, AppPassword))


@pytest.mark.parametrize("title", SEEN)
def test_emoji_and_all_scripts_are_stored_unchanged(alice, title):
    add(alice, {"title": title})
    domains.add_label(alice, title)

    assert Task.objects.get().title == title
    assert Label.objects.get().name == normalize("NFC", title)


def test_names_are_stored_and_compared_in_nfc(alice):
    domains.add_domain(alice, {"name": DECOMPOSED})
    domains.add_label(alice, DECOMPOSED)
    with pytest.raises(Rejected, match="already have a domain"):
        domains.add_domain(alice, {"name": COMPOSED})
    with pytest.raises(Rejected, match="already have a label"):
        domains.add_label(alice, COMPOSED.upper())

    assert (Domain.objects.get().name, Label.objects.get().name) == (COMPOSED, COMPOSED)


def test_decomposed_name_in_a_quick_add_line_finds_its_domain(api, alice):
    domains.add_domain(alice, {"name": COMPOSED})
    api.post("/quickadd", {"text": f"Sweep #{DECOMPOSED}"})

    assert (Task.objects.get().title, Task.objects.get().domain) == ("Sweep", Domain.objects.get())


def test_migration_composes_names_except_where_they_would_collide(alice, bob):
    Domain.objects.create(user=alice, name=DECOMPOSED)
    Domain.objects.create(user=bob, name=COMPOSED)
    Domain.objects.create(user=bob, name=DECOMPOSED)
    Label.objects.create(user=alice, name=DECOMPOSED)
    import_module("tasks.migrations.0020_names_in_nfc").compose(apps, None)

    names = Domain.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == [COMPOSED, COMPOSED, DECOMPOSED]
    assert Label.objects.get().name == COMPOSED
