"""/api/v1/domains and /api/v1/labels: list, add, change, archive and remove"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import json_response, patch_response
from tasks.api.schemas import DomainArchive, DomainIn, LabelIn
from tasks.api.values import PathId
from tasks.editing import domains as editing
from tasks.models import Domain, Label
from tasks.snapshot.rows import as_json

router = Router(tags=["domains"])
labels = Router(tags=["labels"])


@router.get("")
def domains(request: HttpRequest) -> HttpResponse:
    return json_response(*as_json(Domain.objects.for_user(signed_in_user(request))))


@router.post("")
def add(request: HttpRequest, fields: DomainIn) -> HttpResponse:
    return patch_response(editing.add_domain(signed_in_user(request), fields.command()))


@router.patch("/{pk}")
def change(request: HttpRequest, pk: PathId, fields: DomainIn) -> HttpResponse:
    return patch_response(editing.change_domain(signed_in_user(request), pk, fields.command()))


@router.post("/{pk}/archive")
def archive(request: HttpRequest, pk: PathId, body: DomainArchive) -> HttpResponse:
    return patch_response(
        editing.archive_domain(signed_in_user(request), pk, body.tasks, body.domain_id)
    )


@router.post("/{pk}/restore")
def restore(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(editing.restore_domain(signed_in_user(request), pk))


@labels.get("")
def all_labels(request: HttpRequest) -> HttpResponse:
    return json_response(*as_json(Label.objects.for_user(signed_in_user(request))))


@labels.post("")
def add_label(request: HttpRequest, fields: LabelIn) -> HttpResponse:
    return patch_response(editing.add_label(signed_in_user(request), fields.name))


@labels.patch("/{pk}")
def change_label(request: HttpRequest, pk: PathId, fields: LabelIn) -> HttpResponse:
    return patch_response(editing.change_label(signed_in_user(request), pk, fields.name))


@labels.delete("/{pk}")
def remove_label(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(editing.remove_label(signed_in_user(request), pk))
