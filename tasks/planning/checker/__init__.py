"""Judge and price any plan; shares no code with the solver, so that each can catch the other.

It imports only types from problem.py. The code is deliberately simple: it compares every pair
of blocks and spells out every rule.
"""

from tasks.planning.checker.price import price
from tasks.planning.checker.rules import violations
from tasks.planning.checker.violation import Rule, Violation

__all__ = ["Rule", "Violation", "price", "violations"]
