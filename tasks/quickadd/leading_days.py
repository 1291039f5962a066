"""Tell "Friday call Bob" from "Friday Night Lights": days at the start of a line."""

from __future__ import annotations

from typing import Final

from tasks.quickadd.times import ends_phrase
from tasks.quickadd.tokenizer import PUNCTUATION, Words

# What tasks begin with. Behind a day, other words more often name something: "Monday blues song".
VERBS: Final = frozenset(
    "add analyse analyze answer apply approve arrange ask assemble assign attend audit back backup "
    "bake balance bath begin bike book borrow brainstorm bring brush build buy call cancel "
    "celebrate change charge check choose clean clear close collect come compare complete confirm "
    "contact cook copy create cut debug decide declutter decorate defrost delete deliver deploy "
    "deposit design dig discuss do donate download draft draw drink drive drop dry edit eat email "
    "empty exercise fax feed fetch file fill finalise finalize find finish fix fly fold follow "
    "format freeze get give go google grade grab hand hang have help hike hire host install "
    "interview invite iron jog join journal keep kick knit learn leave let lift list listen look "
    "mail make measure meditate meet memorise memorize mend message mop mow move nap negotiate "
    "note open order organise organize pack paint park pay phone pick ping plan plant play polish "
    "post practise practice prep prepare present print proofread pull push put read rebook record "
    "refactor refill register release remind remove renew rent repair replace reply report request "
    "reschedule research reserve reset rest return review revise ride run save schedule scrub see "
    "sell send set sew shave ship shop show shred shut sign skype sleep sort speak start stop "
    "stretch study submit sweep swim take talk tell test text thank throw tidy train translate "
    "transfer try turn tweet unpack update upgrade upload vacuum visit volunteer vote wait wake "
    "walk wash watch water weed weigh win wipe work wrap write".split()
)

# What people do at an hour: "fri 9 standup", unlike "fri 9 eggs".
EVENTS: Final = frozenset(
    "appointment bath breakfast brunch class coffee concert date dentist dinner doctor drinks exam "
    "football game gym haircut interview lecture lesson lunch match meeting party pilates practice "
    "rehearsal retro seminar service standup stand-up sync tennis termin theatre training webinar "
    "workshop yoga".split()
)


def starts_behind_hour(words: Words, at: int) -> bool:
    """Return whether a word behind a day and a number says what happens at that hour.

    Other words may be counted by the number: "tomorrow 10 eggs", "fri 9 train tickets".
    """
    text = words.text(at, at + 1).casefold() if at < len(words) else ""
    if text in EVENTS and ends_phrase(words, at + 1):
        return True
    return text in VERBS and not words.key(at + 1).endswith("s")


def starts_a_task(words: Words, end: int) -> bool:
    """Return whether the words behind a day say what to do, or end the phrase.

    A single word may be anything ("Monday gym"); German puts its verb last ("Montag Mama
    anrufen").
    """
    if ends_phrase(words, end) or words.text(end, end + 1).casefold() in VERBS:
        return True
    rest = [n for n in range(end, len(words)) if not _is_mark(words, n)]
    return len(rest) == 1 or words.text(rest[-1], rest[-1] + 1).endswith(("en", "ern", "eln"))


def _is_mark(words: Words, at: int) -> bool:
    return words.key(at)[:1] in PUNCTUATION and bool(words.key(at))
