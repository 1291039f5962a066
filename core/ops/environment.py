"""Reads settings from the environment. One that cannot be used names itself and what to write.

An empty number, switch or choice counts as not set. Values are quoted only where they are never
secret.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

import environ
from django.core.exceptions import ImproperlyConfigured

# Names of types that are also methods below.
Number: TypeAlias = int
Switch: TypeAlias = bool
Text: TypeAlias = str

YES, NO = {"1", "true", "yes", "on", "y", "t", "ok"}, {"0", "false", "no", "off", "n", "f"}
MOST = 2**31 - 1  # of what PostgreSQL takes for a number
RATE = re.compile(r"\d+/\d*[smhd](/(ip|key|user))?")


class Environment(environ.Env):  # type: ignore[misc] # the package has no types
    """The environment, with `.env`. Every method raises `ImproperlyConfigured`."""

    def int(self, name: Text, default: Number, least: Number = 0, most: Number = MOST) -> Number:
        text = self._text(name)
        if not text:
            return default
        try:
            number = Number(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            wanted = f"a whole number from {least} to {most}" if most < MOST else "a whole number"
            wanted += "" if most < MOST else f", at least {least}"
            raise ImproperlyConfigured(f"{name}={text} cannot be used: it must be {wanted}.")
        return number

    def bool(self, name: Text, default: Switch) -> Switch:
        text = self._text(name)
        if text and text.lower() not in YES | NO:
            raise ImproperlyConfigured(f"{name}={text} cannot be used: write 1 for yes, 0 for no.")
        return text.lower() in YES if text else default

    def choice(self, name: Text, choices: Sequence[Text], default: Text) -> Text:
        """One of a few words, in the case of `choices`."""
        text = self._text(name) or default
        for choice in choices:
            if choice.lower() == text.lower():
                return choice
        raise ImproperlyConfigured(f"{name}={text} cannot be used: write {' or '.join(choices)}.")

    def rates(self, name: Text, default: Text) -> Text:
        """Limits such as `10/m/ip,5/5m/key`, as allauth takes them."""
        text = self._text(name) or default
        if not all(RATE.fullmatch(rate) for rate in text.split(",")):
            raise ImproperlyConfigured(
                f"{name}={text} cannot be used: write limits such as 10/m/ip,5/5m/key."
            )
        return text

    def database(self, name: Text, default: Text = "") -> dict[Text, Any]:
        """The address of a PostgreSQL database, as Django takes it."""
        address = default or self._text(name)
        try:
            found: dict[Text, Any] = self.db_url_config(address) if "://" in address else {}
        except ValueError:  # such as a port that is no number
            found = {}
        if not (found.get("NAME") and found["ENGINE"].endswith("postgresql")):
            raise ImproperlyConfigured(
                f"{name} is not the address of a PostgreSQL database. Write "
                "postgres://user:password@host:5432/name, with special characters of the password "
                "percent-encoded."
            )
        return found

    def mail(self, name: Text, default: Text) -> dict[Text, Any]:
        """How mail is sent, as Django takes it."""
        try:
            found: dict[Text, Any] = self.email_url_config(self._text(name) or default)
        except (ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(
                f"{name} does not say how to send mail. Write smtp+tls://user:password@host:587, "
                "with special characters of the password percent-encoded."
            ) from error
        return found

    def _text(self, name: Text) -> Text:
        text: Text = self.str(name, default="")
        return text.strip()
