"""The rules of a day that a plan gives up to keep hard deadlines, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.planning.checker import Rule, violations
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.wording import Formatter, quoted_list

# In the order in which people miss them most.
CONSEQUENCES = {
    Rule.LUNCH: gettext_lazy("no time for lunch"),
    Rule.BREAK: gettext_lazy("fewer breaks"),
    Rule.BUFFER: gettext_lazy("no buffer between blocks"),
    Rule.SHARE: gettext_lazy("less free time"),
}

MAX_NAMED = 3  # tasks in a sentence


def given_up_sentences(proposal: StoredProposal, fmt: Formatter) -> list[str]:
    """Say for each day which rules it does without, and for which deadlines."""
    return list(_sentences(proposal, fmt)) if proposal.plan.urgent else []


def _sentences(proposal: StoredProposal, fmt: Formatter) -> Iterator[str]:
    plan = proposal.plan
    for day, rules in _broken_rules(proposal, fmt).items():
        blocks = [block for block in plan.blocks if fmt.day(block.begin) == day]
        urgent = dict.fromkeys(block.task for block in blocks if block.task in plan.urgent)
        parts = [str(text) for rule, text in CONSEQUENCES.items() if rule in rules]
        yield _("To finish %(titles)s in time, %(day)s has %(rules)s.") % {
            "titles": _titles([fmt.title(key) for key in urgent]),
            "day": _("today") if fmt.only_today else fmt.weekday(blocks[0].begin),
            "rules": get_text_list(parts, _("and")),
        }


def _titles(titles: list[str]) -> str:
    """Name some tasks, and count the rest of many."""
    rest = len(titles) - MAX_NAMED
    if rest <= 1:
        return quoted_list(titles)
    named = ", ".join(_("“%(title)s”") % {"title": title} for title in titles[:MAX_NAMED])
    return _("%(titles)s and %(count)d more tasks") % {"titles": named, "count": rest}


def _broken_rules(proposal: StoredProposal, fmt: Formatter) -> dict[str, set[Rule]]:
    """Return by day what the plan breaks, if the rules bind the urgent tasks as well."""
    broken: dict[str, set[Rule]] = defaultdict(set)
    for violation in violations(replace(proposal.problem, urgent=()), proposal.plan.blocks):
        if violation.rule in CONSEQUENCES:
            broken[fmt.day(violation.begin)].add(violation.rule)
    return broken
