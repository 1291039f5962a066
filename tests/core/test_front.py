"""The template tags of the front end."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override


def rendered(source: str, **context: object) -> str:
    request = RequestFactory().get("/")
    setattr(request, "csp_nonce", "once")  # noqa: B010 what the middleware does
    return Template("{% load front %}" + source).render(Context({"request": request, **context}))


@pytest.fixture
def development(settings):
    settings.DEBUG = True


def test_program_tag_loads_modules_with_a_nonce_in_development(development):
    text = rendered('{% program "tasks" %}')
    assert '<script type="importmap" nonce="once">' in text
    assert '"#wd/tasks/state/server.js":"/static/tasks/js/state/server.js"' in text
    assert text.index("importmap") < text.index("modulepreload") < text.index('"module" src=')


def test_program_tag_loads_one_bundle_in_production():
    text = rendered('{% program "tasks" %}')
    assert 'src="/static/tasks/bundle/main.js"' in text
    assert "importmap" not in text
    assert text.index('<script defer src="/static/messages/en.js">') < text.index("bundle/main.js")


def test_program_tag_loads_english_messages_in_a_language_without_a_catalogue():
    with override("de"):
        assert "messages/en.js" in rendered('{% program "tasks" %}')


def test_styles_tag_joins_sheets_only_in_production(settings):
    assert rendered('{% styles "core" %}').count("<link") == 1
    settings.DEBUG = True
    assert rendered('{% styles "core" %}').count("<link") > 5


def test_icon_tag_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in rendered('{% icon "sun" %}')
