"""Tell days from names with a day inside: "sun cream", "Black Friday", "USA Today"."""

from __future__ import annotations

from datetime import date
from typing import Final

from tasks.quickadd.dates import day_phrase
from tasks.quickadd.days import ENDS, PARTS
from tasks.quickadd.leading_days import starts_a_task
from tasks.quickadd.phrases import UnclearPhrase
from tasks.quickadd.times import ends_phrase
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import DAY_WORDS, WEEKDAYS

NAMES_OF_PEOPLE: Final = ("april", "may", "june", "jan", "jun", "august")
# Nouns and adjectives with a day inside: "sun cream", "Black Friday".
COMPOUNDS: Final = {
    "sun": "cream screen block hat glasses lotion bed roof dress rise set tan lamp salutation "
    "salutations flower shade exposure protection",
    "sat": "practice nav phone tv prep exam exams test tests score scores down essay",
    "mon": "ami cheri",
    "wed": "the",
    "sunday": "school roast lunch brunch dinner paper best times service driver scaries mass",
    "saturday": "job school paper",
    "friday": "prayers",
    "monday": "blues",
    "tonight": "show",
}
NAMED_DAYS: Final = frozenset(
    "black good guten cyber manic ruby lazy easter ash super palm bloody freaky casual giving "
    "shrove maundy".split()
)
# Short names that are also words; full names describe a noun: "Sunday roast".
ADJECTIVES: Final = frozenset(("sun", "sat", "mon", "wed"))


def check_noun(words: Words, at: int, end: int, day: date) -> None:
    """Raise UnclearPhrase if a day describes the noun behind it: "buy sun cream", "1. Advent"."""
    if _counts(words, at, end) or _is_film(words, at, end) or _is_ordinal(words, at, end):
        raise UnclearPhrase(end, besides=(f"on {day_phrase(day)}",))
    key, following = words.key(at), words.key(end)
    greeting = words.key(at - 1) == "guten"
    title = greeting or (_is_capital_inside(words, at) and key in (*DAY_WORDS, "tonight"))
    if end > at + 1 or not (key in WEEKDAYS or key in ENDS or key in COMPOUNDS or title):
        return
    compound = following in COMPOUNDS.get(key, "").split() or words.key(at - 1) in NAMED_DAYS
    named = key in ADJECTIVES or len(key) > 5 or key in ENDS
    behind = end + (following in PARTS)
    if words.key(behind)[:1].isdigit() or words.text(at, at + 1).endswith(":"):
        return  # "Saturday: job interview"
    is_end = ends_phrase(words, behind) if at > 0 or key in ENDS else starts_a_task(words, behind)
    if behind < len(words) and words.is_german:  # "Bericht Freitag abgeben"
        is_end |= words.text(behind, behind + 1).endswith(("en", "ern", "eln"))
    named &= key not in (*DAY_WORDS, "tonight")
    if compound or ((named or title) and not is_end):
        raise UnclearPhrase(end, besides=(f"on {day_phrase(day)}",))


def _is_capital_inside(words: Words, at: int) -> bool:
    """Return whether a word may belong to a name: the "Today" of "USA Today article"."""
    return at > 0 and words.text(at, at + 1)[0].isupper() and not words.line.isupper()


def _counts(words: Words, at: int, end: int) -> bool:
    """Return whether a name and a number stand in front of a noun: "email June 3 invoices"."""
    named = at > 0 and end == at + 2 and words.key(at) in NAMES_OF_PEOPLE
    return named and words.key(at + 1).isdecimal() and not ends_phrase(words, end)


def _is_film(words: Words, at: int, end: int) -> bool:
    """Return whether a line starts with a title: "Friday the 13th watch party"."""
    film = at == 0 and words.keys(at, 3) == ["friday", "the", "13th"]
    return film and end < len(words)


def _is_ordinal(words: Words, at: int, end: int) -> bool:
    """Return whether a German number with a dot counts the noun behind it: "am 1. Advent"."""
    dotted = words.text(end - 1, end).endswith(".") and words.key(end - 1).endswith("th")
    if not dotted or at == 0 or ends_phrase(words, end):
        return False
    noun, last = words.text(end, end + 1), words.text(len(words) - 1, len(words))
    return noun[0].isupper() or not last.endswith(("en", "ern", "eln"))
