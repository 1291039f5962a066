"""The admin of the floor: people, and the jobs in hand."""

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
from django.utils.translation import gettext_noop as noop
from django_q import admin as django_q_admin
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from core.accounts import change_address, close_account, notify, reauthentication_required
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
# One way to sign in for everybody, with its rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def change_password(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """One way to change the password too: the admin's own may be guessed at without end."""
    return redirect("account_change_password")


admin.site.password_change = change_password  # type: ignore[assignment,method-assign]
confirmed = method_decorator(
    reauthentication_required(noop("To change other people's accounts, confirm that it is you."))
)


class ReadOnlyAdmin(ModelAdmin):
    """For what nobody changes by hand: history, bookkeeping."""

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
            sentence = _("An administrator of this server set your password.")
            notify(user, _("Password changed"), sentence)
        return user


@admin.register(User)
class UserAdmin(UserAdminBase):
    """People. Deleting one closes the account: everything of theirs goes, history included."""

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
        ("The admin", {"fields": ("is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("date_joined", "last_login")}),
    )
    add_form = AddUserForm
    change_password_form = SetPasswordForm
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only a superuser hands out permissions: nobody may raise themselves."""
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
        kept = obj == request.user or _is_above(obj, request)
        return not kept and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Accounts are closed one at a time, each on purpose."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_deleted_objects(
        self, objs: QuerySet[User] | Iterable[User], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """How much goes along, instead of pages of titles that are nobody's business."""
        people = list(objs)
        counts = {
            str(capfirst(rows.model._meta.verbose_name_plural)): rows.count()
            for rows in _rows_of(people)
        }
        return [str(person) for person in people], counts, set(), []

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        close_account(obj)

    # A borrowed session of the staff would open everybody's account.
    changeform_view = confirmed(UserAdminBase.changeform_view)
    user_change_password = confirmed(UserAdminBase.user_change_password)
    delete_view = confirmed(UserAdminBase.delete_view)


def _is_above(person: User | None, request: HttpRequest) -> bool:
    """Whoever could set a superuser's password would be one."""
    return person is not None and person.is_superuser and not request.user.is_superuser


def _rows_of(people: list[User]) -> Iterator[QuerySet[Model]]:
    """What refers to these people and goes with them, one query per table."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is CASCADE:
            owner = {f"{relation.field.name}__in": people}
            yield relation.related_model._base_manager.filter(**owner)


@admin.register(JobStart)
class JobStartAdmin(ReadOnlyAdmin):
    list_display = ("job", "starts", "started_at", "task_id")
    search_fields = ("job", "task_id")
    ordering = ("-started_at",)


# Its own forms and actions take any function, and anything may then be run.
admin.site.unregister([Failure, OrmQ, Schedule, Success])


class DeletableAdmin(ReadOnlyAdmin):
    """For what may be thrown away by hand, but not written."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    """When each job is due next. What it runs is in the code; the columns say so too."""

    list_display = ("name", "args", "minutes", "next_run")
    fields = list_display


@admin.register(OrmQ)
class QueueAdmin(DeletableAdmin):
    list_display = ("id", "name", "group", "lock", "task_id")
    fields = (*django_q_admin.QueueAdmin.fields,)


@admin.register(Success, Failure)
class TaskAdmin(DeletableAdmin):
    """What became of jobs. The columns that hold pickles are not read: reading one runs it."""

    list_display = ("name", "group", "started", "stopped", "attempt_count")
    list_filter = ("group",)
    search_fields = ("name", "group")
    fields = (*list_display, "outcome")
    readonly_fields = ("outcome",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        raw = Cast("result", TextField())
        rows: QuerySet[Any] = super().get_queryset(request).annotate(raw_result=raw)
        return rows.defer("args", "kwargs", "result")

    @admin.display(description="result")
    def outcome(self, task: Task) -> str:
        """The text in a pickle, which is taken apart and not loaded."""
        try:
            opcodes = pickletools.genops(base64.b64decode(task.raw_result or ""))
            return next((text for _, text, _ in opcodes if isinstance(text, str)), "")
        except (ValueError, binascii.Error):
            return ""


admin.site.unregister(EmailAddress)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin, AllauthEmailAddressAdmin):  # type: ignore[misc]
    """Looked at here; changed on the page of the person, so that both addresses are mailed."""

    changelist_view = confirmed(AllauthEmailAddressAdmin.changelist_view)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Marking an address as verified, which whoever may only look may not."""
        return super().get_actions(request) if request.user.is_superuser else {}
