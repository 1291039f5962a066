"""The product's URLs, and some that are slow, blocked or broken on demand."""

from __future__ import annotations

import os

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from core.models import User
from whendoist.urls import handler400, handler403, handler404, handler500  # noqa: F401
from whendoist.urls import urlpatterns as ours


@csrf_exempt
def enter(request: HttpRequest, email: str) -> HttpResponse:
    user, _ = User.objects.get_or_create(email=email)
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponse(user.pk)


def read(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"user": User.objects.get(pk=request.session["_auth_user_id"]).email})


@csrf_exempt
def write(request: HttpRequest) -> HttpResponse:
    """Change the user's own row, which another transaction may have locked."""
    size = len(request.body)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=request.session["_auth_user_id"])
        user.save(update_fields=["last_login"])
    return HttpResponse(size)


@csrf_exempt
def pid(request: HttpRequest) -> HttpResponse:
    return HttpResponse(os.getpid())


def query(request: HttpRequest, seconds: int) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])
    return HttpResponse("done")


def broken(request: HttpRequest) -> HttpResponse:
    raise TimeoutError


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def odd(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def guarded(request: HttpRequest) -> HttpResponse:
    """Respond like any form, which needs a CSRF token."""
    return HttpResponse("done")


urlpatterns = [
    path("enter/<email>", enter),
    path("read", read),
    path("write", write),
    path("api/write", write),
    path("pid", pid),
    path("query/<int:seconds>", query),
    path("api/query/<int:seconds>", query),
    path("broken", broken),
    path("api/broken", broken),
    path("closed", closed),
    path("api/closed", closed),
    path("odd", odd),
    path("api/odd", odd),
    path("guarded", guarded),
    *ours,
]
