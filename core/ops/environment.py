"""Read settings from the environment; the error for an invalid one says what to write.

An empty number, switch or choice counts as unset. Errors quote a value only if it is never secret.
They are not translated, because translation needs the settings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

import environ
from django.core.exceptions import ImproperlyConfigured

# Types whose names are also methods below.
Number: TypeAlias = int
Switch: TypeAlias = bool
Text: TypeAlias = str

YES, NO = {"1", "true", "yes", "on", "y", "t", "ok"}, {"0", "false", "no", "off", "n", "f"}
MAX_NUMBER = 2**31 - 1  # PostgreSQL's largest integer
RATE = re.compile(r"\d+/\d*[smhd](/(ip|key|user))?")


class Environment(environ.Env):  # type: ignore[misc] # the package has no types
    """The environment, with `.env`. Every method raises `ImproperlyConfigured`."""

    def int(
        self, name: Text, default: Number, minimum: Number = 0, maximum: Number = MAX_NUMBER
    ) -> Number:
        text = self._text(name)
        if not text:
            return default
        try:
            number = Number(text)
        except ValueError:
            number = minimum - 1
        if not minimum <= number <= maximum:
            bounded = maximum < MAX_NUMBER
            limits = f" from {minimum} to {maximum}" if bounded else f", at least {minimum}"
            message = f"{name}={text} is invalid: it must be a whole number{limits}."
            raise ImproperlyConfigured(message)
        return number

    def bool(self, name: Text, default: Switch) -> Switch:
        text = self._text(name)
        if text and text.lower() not in YES | NO:
            raise ImproperlyConfigured(f"{name}={text} is invalid: write 1 for yes, 0 for no.")
        return text.lower() in YES if text else default

    def choice(self, name: Text, choices: Sequence[Text], default: Text) -> Text:
        """Return one of the choices, ignoring case."""
        text = self._text(name) or default
        for choice in choices:
            if choice.lower() == text.lower():
                return choice
        raise ImproperlyConfigured(f"{name}={text} is invalid: write {' or '.join(choices)}.")

    def rates(self, name: Text, default: Text) -> Text:
        """Return rate limits such as `10/m/ip,5/5m/key` in the format of allauth."""
        text = self._text(name) or default
        if not all(RATE.fullmatch(rate) for rate in text.split(",")):
            raise ImproperlyConfigured(
                f"{name}={text} is invalid: write limits such as 10/m/ip,5/5m/key."
            )
        return text

    def database(self, name: Text, default: Text = "") -> dict[Text, Any]:
        """Return the parameters of a PostgreSQL URL, as Django expects them."""
        address = default or self._text(name)
        try:
            config: dict[Text, Any] = self.db_url_config(address) if "://" in address else {}
        except ValueError:  # such as an invalid port
            config = {}
        if not (config.get("NAME") and config["ENGINE"].endswith("postgresql")):
            raise ImproperlyConfigured(
                f"{name} is not the URL of a PostgreSQL database. Write "
                "postgres://user:password@host:5432/name, with special characters of the password "
                "percent-encoded."
            )
        return config

    def mail(self, name: Text, default: Text) -> dict[Text, Any]:
        """Return Django's mail settings for a URL."""
        try:
            config: dict[Text, Any] = self.email_url_config(self._text(name) or default)
        except (ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(
                f"{name} is not the URL of a mail server. Write smtp+tls://user:password@host:587, "
                "with special characters of the password percent-encoded."
            ) from error
        return config

    def _text(self, name: Text) -> Text:
        text: Text = self.str(name, default="")
        return text.strip()
