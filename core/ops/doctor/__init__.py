"""The doctor: looks at everything an installation needs, and says what to do about it."""

from core.ops.doctor.check import Finding, Level, examine, register
from core.ops.doctor.deployment import examine_request, origin

__all__ = ["Finding", "Level", "examine", "examine_request", "origin", "register"]
