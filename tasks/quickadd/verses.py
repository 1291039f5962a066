"""Tell verses and ratios from times: "John 3:16", "ratio 1:10"."""

from __future__ import annotations

from typing import Final

from tasks.quickadd.tokenizer import Words

# "John 3:16" is a verse. Names of people are books of the Bible only with odd minutes.
BOOKS: Final = frozenset(
    "track song lap "
    "sermon lost won ps cor gen exod lev deut prov isa jer ezek rom gal eph phil thess heb matt "
    "mk lk jn bible genesis exodus leviticus numbers deuteronomy psalm psalms proverbs "
    "ecclesiastes isaiah jeremiah ezekiel hosea romans corinthians galatians ephesians "
    "philippians colossians thessalonians hebrews revelation acts chronicles kings judges verse "
    "surah sura quran koran chapter ratio scale score odds mix bibel vers psalm römer korinther "
    "hebräer offenbarung".split()
)
PEOPLE_OF_BOOKS: Final = frozenset(
    "john mark luke matthew james peter daniel joel amos ruth esther samuel joshua timothy titus "
    "micah jude job ezra nehemiah jonah malachi zechariah philemon lukas markus johannes "
    "matthäus jakobus petrus".split()
)
READING: Final = frozenset(
    "bible read reading study memorize memorise verse gospel lesen bibel".split()
)


def is_verse(words: Words, at: int) -> bool:
    """Return whether a number with a colon names a verse or a ratio: "John 3:16"."""
    if ":" not in words.key(at) or words.key(at)[-1:] == "m":
        return False
    before = words.key(at - 1)
    nearby = words.keys(max(0, at - 3), min(at, 3)) + words.keys(at + 1, 1)
    if not BOOKS.isdisjoint(nearby):
        return True
    if before not in PEOPLE_OF_BOOKS:
        return False
    odd = int(words.key(at).partition(":")[2] or 0) % 15 != 0
    return odd or words.key(at - 2) in READING or words.key(at + 1) in READING
