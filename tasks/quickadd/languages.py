"""Words that mean the same as a word of the grammar: English spellings, and other languages.

One grammar reads every language. A table has a line per word of the grammar, and after the
colon, separated by commas, the words and phrases that mean it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ENGLISH: Final = """
today: tod, 2day
tonight: tonite, 2nite, 2night
tomorrow: tomm, tomoro, tomorro, tmro, 2moro
tomorrow: tom, tmr, tmrw, tmw, tmrrw, tomo, tomorow, tommorow, tommorrow, 2morrow
day-after-tomorrow: day after tomorrow, the day after tomorrow, overmorrow
morning: in the morning, mornings
this-morning: this morning
this-afternoon: this afternoon
this-evening: this evening
noon: at noon, midday, lunchtime, at lunchtime
afternoon: in the afternoon, afternoons
evening: in the evening, evenings
night: at night
tonight: this night
every: each
daily: everyday, every single day, once a day
weekly: once a week
monthly: once a month
yearly: annually, once a year
biweekly: bi-weekly, fortnightly, every fortnight, every two weeks
half-yearly: every half year, every half-year, semiannually, semi-annually, biannually
twice: two times
weekdays: all weekdays, week days, workdays, working days, business days
workday: working day, business day, week day
by: by:, due, due:, due by, due on, due at, is due, before
at-the-latest: at the latest
by: deadline, deadline:, deadline by, deadline on, no later than, not later than, latest by, latest
by: deadline is, due date, due date:
from: not before, starting from, not until
start: starts, start on, starts on
starting: starting on, beginning on
until: till, 'til, til, through, thru, up to, ending, ends, ending on
except: not on
except: but, but not, except on, but not on, except for, apart from, excluding, excl, other than
remind: remind:
eod: end of day, end of the day, end of today, cob, close of business
eod: the end of day, the end of the day
eow: end of week, end of the week, end of this week
eow: the end of week, the end of the week, the end of this week
eom: end of month, end of the month, end of this month, month end, month-end
eom: the end of month, the end of the month, the end of this month
eoy: end of year, end of the year, end of this year, year end
eoy: the end of year, the end of the year, the end of this year
eonw: end of next week, the end of next week
eonm: end of next month, the end of next month
eony: end of next year, the end of next year
sow: start of the week, beginning of the week
weekend: week-end
the-weekend: on the weekend, at the weekend, over the weekend, on weekend
after-next: after next, week after next, the week after next
from-now: from now
o'clock: oclock
christmas: xmas, christmas day
christmas-eve: christmas eve, xmas eve
new-year: new year, new years, new year's, new years day, new year's day
new-year's-eve: new year's eve, new years eve, nye
valentine's-day: valentine's day, valentines day, valentines
after-completion: after completion
half-hour: half an hour, a half hour
half-past: half past
quarter-past: quarter past, a quarter past
quarter-to: quarter to, a quarter to
coming: this coming, upcoming
at: @
"""

GERMAN: Final = """
today: heute
tonight: heute abend, heute nacht
tomorrow: morgen
day-after-tomorrow: übermorgen, uebermorgen
morning: früh, frueh, vormittag, vormittags, morgens, am morgen, am vormittag, in der früh
this-morning: heute morgen, heute früh, heute vormittag
noon: mittag, mittags, am mittag
afternoon: nachmittag, nachmittags, am nachmittag
evening: abend, abends, am abend
night: nacht, nachts, in der nacht
monday: montag
tuesday: dienstag
wednesday: mittwoch
thursday: donnerstag
friday: freitag
saturday: samstag, sonnabend
sunday: sonntag
tu: di
we: mi
th: do
su: so
mondays: montags, immer montags
tuesdays: dienstags, immer dienstags
wednesdays: mittwochs, immer mittwochs
thursdays: donnerstags, immer donnerstags
fridays: freitags, immer freitags
saturdays: samstags, immer samstags
sundays: sonntags, immer sonntags
weekdays: werktags, wochentags, unter der woche, an werktagen
weekends: wochenends, an wochenenden
weekday: werktag, arbeitstag, wochentag
weekend: wochenende
the-weekend: am wochenende, übers wochenende
january: januar, jänner
february: februar
march: märz, maerz, mrz
may: mai
june: juni
july: juli
october: oktober, okt
december: dezember, dez
every: jeden, jede, jedes, jeder, alle, aller
daily: täglich, taeglich
weekly: wöchentlich, woechentlich, einmal pro woche, einmal die woche
biweekly: zweiwöchentlich, vierzehntägig, 14-tägig
monthly: monatlich, einmal im monat
quarterly: quartalsweise, vierteljährlich
half-yearly: halbjährlich
yearly: jährlich, jaehrlich, einmal im jahr
once: einmal
twice: zweimal
thrice: dreimal
times: mal
hourly: stündlich, stuendlich
other: anderen, andere
day: tag, tage, tagen, tages
week: woche, wochen
month: monat, monate, monaten, monats
year: jahr, jahre, jahren, jahres
quarter: quartal, quartale, quartals
hour: stunde, stunden, std
minute: minute, minuten
on: am
at: um, gegen
in: im
next: nächsten, nächste, nächster, nächstes, naechsten, naechste, naechster
next: kommenden, kommende, kommender, kommendes
this: diesen, diese, dieser, dieses
the: der, die, das, den, dem, des
last: letzten, letzter, letzte, letztes
and: und
or: oder
by: fällig, fällig am, fällig bis, frist, deadline, vor
by: spätestens, spätestens am, spätestens bis, bis spätestens
bis: bis, bis zum, bis zu
from: ab, nicht vor, frühestens
since: von
later: später, danach
except: außer, ausser, außer am, ausser am, aber nicht, aber nicht am, nicht am, nur nicht
for: für, fuer
to: zu, zum, nach
first: ersten, erster, erste, erstes
second: zweiten, zweiter, zweite, zweites
third: dritten, dritter, dritte, drittes
fourth: vierten, vierter, vierte
fifth: fünften, fünfter, fünfte
one: ein, eine, einen, einem, einer
two: zwei
three: drei
four: vier
five: fünf, fuenf
six: sechs
seven: sieben
eight: acht
nine: neun
ten: zehn
eleven: elf
twelve: zwölf, zwoelf
o'clock: uhr
remind: erinnere, erinnern, erinnere mich, erinnerung
before: vorher, davor
end: ende
eod: ende des tages, tagesende
eow: ende der woche
eom: ende des monats, monatsende, ende monat
eoy: ende des jahres, jahresende
eonw: ende nächster woche
eonm: ende nächsten monats
christmas: weihnachten
christmas-eve: heiligabend
new-year: neujahr
new-year's-eve: silvester
half-hour: halbe stunde, halben stunde, einer halben stunde, eine halbe stunde
after-completion: nach erledigung, nach abschluss
half-to: halb
quarter-past: viertel nach
quarter-to: viertel vor
"""

# The first table that has a word wins.
_TABLES: Final = {"en": (ENGLISH,), "de": (GERMAN, ENGLISH)}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Maps words, and phrases by their first word, to words of the grammar."""

    words: dict[str, str]
    phrases: dict[str, list[tuple[list[str], str]]]
    language: str


def lexicon(language: str) -> Lexicon:
    """Return the words of a language and English ones; English alone if it has no table."""
    return _LEXICONS.get(language.partition("-")[0], _LEXICONS["en"])


def _build(language: str) -> Lexicon:
    words: dict[str, str] = {}
    phrases: dict[str, list[tuple[list[str], str]]] = {}
    for table in _TABLES[language]:
        for line in table.strip().splitlines():
            canonical, _, synonyms = line.partition(": ")
            for synonym in synonyms.split(", "):
                first, *rest = synonym.split()
                if rest:
                    phrases.setdefault(first, []).append((rest, canonical))
                else:
                    words.setdefault(first, canonical)
    for candidates in phrases.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return Lexicon(words, phrases, language)


_LEXICONS: Final = {language: _build(language) for language in _TABLES}
