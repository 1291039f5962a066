"""Checks lists of email addresses that people type."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

MAX_ADDRESSES = 20


def validate_addresses(addresses: Any) -> None:
    """Check a list of email addresses in lower case."""
    if not isinstance(addresses, list) or len(addresses) > MAX_ADDRESSES:
        text = gettext("Enter up to %(max)d email addresses.")
        raise ValidationError(text % {"max": MAX_ADDRESSES})
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError:
            text = gettext("“%(address)s” is not an email address.")
            raise ValidationError(text % {"address": address}) from None
        if address != address.lower():
            raise ValidationError(gettext("Write email addresses in lower case."))
