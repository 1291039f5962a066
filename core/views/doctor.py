"""The doctor's findings, for admins."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.ops.doctor.deployment import check_request
from core.ops.doctor.registry import Level
from core.ops.doctor.runner import run_checks

LABELS = {
    Level.OK: gettext_lazy("OK"),
    Level.WARNING: gettext_lazy("Warning"),
    Level.ERROR: gettext_lazy("Error"),
}
# Classes of the admin's style sheet.
CSS_CLASSES = {Level.OK: "success", Level.WARNING: "warning", Level.ERROR: "error"}


@never_cache
@require_safe
def doctor(request: HttpRequest) -> HttpResponse:
    """Show the findings, worst first."""
    findings = sorted([*check_request(request), *run_checks()], key=lambda finding: -finding.level)
    context = {
        **admin.site.each_context(request),
        "title": _("Doctor"),
        "findings": [
            (finding, LABELS[finding.level], CSS_CLASSES[finding.level]) for finding in findings
        ],
    }
    return render(request, "ops/doctor.html", context)
