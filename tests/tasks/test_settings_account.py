"""/settings/account/"""

from __future__ import annotations

import pytest

from core.models import User

PAGE = "/settings/account/"
CLOSE = f"{PAGE}close/"


def test_it_leads_to_what_a_person_can_do_with_their_account(client, alice):
    text = client.get(PAGE).text

    assert alice.email in text
    for address in ("/accounts/email/", "/accounts/password/change/", "/welcome/zone/", CLOSE):
        assert f'href="{address}"' in text


def test_an_account_is_closed_once_its_address_is_typed(client, alice, bob):
    response = client.post(CLOSE, {"email": " Alice@Example.org "}, follow=True)

    assert "Your account is closed" in response.text
    assert list(User.objects.all()) == [bob]
    assert client.get(PAGE).url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Type your e-mail address"), ("bob@example.org", "not the address of this account")],
)
def test_a_slip_closes_nothing(client, alice, bob, typed, sentence):
    response = client.post(CLOSE, {"email": typed})

    assert sentence in " ".join(response.context["form"].errors["email"])
    assert User.objects.count() == 2


def test_asking_is_not_closing(client, alice):
    assert alice.email in client.get(CLOSE).text

    assert User.objects.filter(pk=alice.pk).exists()
