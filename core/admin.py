"""The admin of core: users and background jobs."""

from __future__ import annotations

import base64
import binascii
import pickletools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.db import transaction
from django.db.models import CASCADE, ForeignObjectRel, Model, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django_q import admin as django_q_admin
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from core.accounts import change_address, close_account, notify, reauthentication_required
from core.language import use_language_of
from core.models import JobStart, User

if TYPE_CHECKING:  # generic for the type checker only
    ModelAdmin = admin.ModelAdmin[Any]
    UserAdminBase = DjangoUserAdmin[User]
    UserCreationForm = AdminUserCreationForm[User]
    PasswordChangeForm = AdminPasswordChangeForm[User]
else:
    ModelAdmin = admin.ModelAdmin
    UserAdminBase = DjangoUserAdmin
    UserCreationForm = AdminUserCreationForm
    PasswordChangeForm = AdminPasswordChangeForm

admin.site.site_header = admin.site.site_title = "Whendoist"
admin.site.index_title = "Administration"
# One rate-limited sign-in page for everybody.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def change_password(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Redirect to the account page: the admin's own form has no rate limit."""
    return redirect("account_change_password")


admin.site.password_change = change_password  # type: ignore[assignment,method-assign]
confirmed = method_decorator(
    reauthentication_required(
        gettext_noop("To change other people's accounts, confirm that it's you.")
    )
)


class ReadOnlyAdmin(ModelAdmin):
    """Rows that are never changed by hand, such as history."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Model | None:
        if "\0" in object_id:  # no text of PostgreSQL's, not even one to look for
            return None
        row: Model | None = super().get_object(request, object_id, from_field)
        return row


class AddUserForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("email",)


class SetPasswordForm(PasswordChangeForm):
    def save(self, commit: bool = True) -> User:
        with transaction.atomic():
            user = super().save(commit)
            with use_language_of(user):
                sentence = _("An administrator of this server set your password.")
                notify(user, _("Password changed"), sentence)
        return user


@admin.register(User)
class UserAdmin(UserAdminBase):
    """Users. Deleting one closes the account: their rows are deleted, history included."""

    list_display = (
        "email",
        "preferences__time_zone",
        "is_active",
        "is_staff",
        "date_joined",
        "last_login",
    )
    list_filter = ("is_active", "is_staff", "is_superuser")
    list_select_related = ("preferences",)
    search_fields = ("email",)
    ordering = ("email",)
    date_hierarchy = "date_joined"
    readonly_fields = ("date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "password", "is_active")}),
        (
            gettext_lazy("Admin access"),
            {"fields": ("is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (gettext_lazy("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_form = AddUserForm
    change_password_form = SetPasswordForm
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Let only superusers grant permissions."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fixed
        return (*fixed, "is_staff", "is_superuser", "groups", "user_permissions")

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool
    ) -> None:
        if change and "email" in form.changed_data:
            obj.email = form.initial["email"]
            change_address(obj, form.cleaned_data["email"])
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return not _is_above(obj, request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_protected = obj == request.user or _is_above(obj, request)
        return not is_protected and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Remove bulk deletion: accounts are closed one at a time."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_deleted_objects(
        self, objs: QuerySet[User] | Iterable[User], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Show counts of related rows instead of private titles."""
        people = list(objs)
        counts = {
            str(capfirst(rows.model._meta.verbose_name_plural)): rows.count()
            for rows in _rows_of(people)
        }
        return [str(person) for person in people], counts, set(), []

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        close_account(obj)

    # A stolen staff session must not open every account.
    changeform_view = confirmed(UserAdminBase.changeform_view)
    user_change_password = confirmed(UserAdminBase.user_change_password)
    delete_view = confirmed(UserAdminBase.delete_view)


def _is_above(person: User | None, request: HttpRequest) -> bool:
    """Return whether only superusers may change this user."""
    return person is not None and person.is_superuser and not request.user.is_superuser


def _rows_of(people: list[User]) -> Iterator[QuerySet[Model]]:
    """Yield the rows deleted with these users, one queryset per table."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is CASCADE:
            owner = {f"{relation.field.name}__in": people}
            yield relation.related_model._base_manager.filter(**owner)


@admin.register(JobStart)
class JobStartAdmin(ReadOnlyAdmin):
    list_display = ("job", "starts", "started_at", "task_id")
    search_fields = ("job", "task_id")
    ordering = ("-started_at",)


# django-q's own forms and actions accept any function, which would then run.
admin.site.unregister([Failure, OrmQ, Schedule, Success])


class DeletableAdmin(ReadOnlyAdmin):
    """For rows that can be deleted but not changed by hand."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    """The next run of each job. The job itself is defined in the code."""

    list_display = ("name", "args", "minutes", "next_run")
    fields = list_display


@admin.register(OrmQ)
class QueueAdmin(DeletableAdmin):
    list_display = ("id", "name", "group", "lock", "task_id")
    fields = (*django_q_admin.QueueAdmin.fields,)


@admin.register(Success, Failure)
class TaskAdmin(DeletableAdmin):
    """Results of jobs. Columns with pickles are never loaded, because that runs code."""

    list_display = ("name", "group", "started", "stopped", "attempt_count")
    list_filter = ("group",)
    search_fields = ("name", "group")
    fields = (*list_display, "outcome")
    readonly_fields = ("outcome",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        raw = Cast("result", TextField())
        rows: QuerySet[Any] = super().get_queryset(request).annotate(raw_result=raw)
        return rows.defer("args", "kwargs", "result")

    @admin.display(description=gettext_lazy("result"))
    def outcome(self, task: Task) -> str:
        """Return the text in a pickle, which is disassembled instead of loaded."""
        try:
            opcodes = pickletools.genops(base64.b64decode(task.raw_result or ""))
            return next((text for _, text, _ in opcodes if isinstance(text, str)), "")
        except (ValueError, binascii.Error):
            return ""


admin.site.unregister(EmailAddress)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin, AllauthEmailAddressAdmin):  # type: ignore[misc]
    """Read-only: changes on the user's page mail both addresses."""

    changelist_view = confirmed(AllauthEmailAddressAdmin.changelist_view)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Let only superusers mark addresses as verified."""
        return super().get_actions(request) if request.user.is_superuser else {}
