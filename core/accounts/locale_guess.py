"""At sign-up, guess a person's clock, order of dates and language from their browser (CLDR)."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.signals import user_signed_up
from babel import Locale, UnknownLocaleError
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from core.models import Preferences, User

# Their dates start with the year, and 12/1 is in December; for other such locales it isn't.
MONTH_BEFORE_DAY: Final = frozenset(("ja", "ko", "zh"))
MAX_HEADER = 500


def guess_formats(accept_language: str) -> dict[str, bool | str]:
    """Return the preferences that the first locale of a header suggests; none for an unknown one.

    Plain "en" suggests nothing: most browsers that send it are not American.
    """
    locales = parse_accept_lang_header(accept_language.lower()[:MAX_HEADER])
    tag = locales[0][0] if locales else ""
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return {}
    if tag == "en":
        return {}
    date, clock = locale.date_formats["short"].pattern, locale.time_formats["short"].pattern
    month_first = locale.language in MONTH_BEFORE_DAY or (
        not date.startswith("y") and date.lower().index("m") < date.index("d")
    )
    known = locale.language in Preferences.Language.values
    return {
        "month_first": month_first,
        "twelve_hour_clock": "a" in clock,
        "language": locale.language if known else Preferences.Language.ENGLISH,
    }


@receiver(user_signed_up)
def use_formats_of_browser(request: HttpRequest, user: User, **_: Any) -> None:
    """Store the guess; people can change it in the settings."""
    if guess := guess_formats(request.headers.get("Accept-Language", "")):
        Preferences.objects.filter(pk=user.pk).update(**guess)
