"""Categories of a client's item as the domain and labels of a task."""

from __future__ import annotations

from django.db.models.functions import Lower

from tasks.editing.cleaning import clean_name
from tasks.editing.commands import TaskFields
from tasks.editing.journal import Journal
from tasks.models import Domain, Label


def category_fields(
    log: Journal, categories: tuple[str, ...], domain: int | None, label_ids: frozenset[int]
) -> TaskFields:
    """Return the domain and labels that categories name; unknown names become labels."""
    names = {name.lower(): name for name in map(clean_name, categories) if name}
    active = Domain.objects.for_user(log.user).active().annotate(lower=Lower("name"))
    domains = dict(active.filter(lower__in=names).values_list("pk", "lower"))
    labels = {names[lower] for lower in names.keys() - set(domains.values())}
    fields: TaskFields = {}
    new_ids = {_label(log, name) for name in sorted(labels)}
    if new_ids != label_ids:
        fields["labels"] = sorted(new_ids)
    if domains and domain not in domains:
        fields["domain_id"] = min(domains)
    return fields


def _label(log: Journal, name: str) -> int:
    """Return the id of the label with this name, adding the label if there is none."""
    label = Label.objects.for_user(log.user).filter(name__iexact=name).first()
    if label is None:
        label = Label(user=log.user, name=name)
        log.add(label)
    return label.pk
