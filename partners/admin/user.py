"""People who sign in here, and their groups."""

from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from partners.admin.base import OperatorAdmin
from partners.admin.fresh import fresh, fresh_post
from partners.admin.standing import may_touch
from partners.models import User

#: What would let somebody give themselves more than they have.
POWERS: Final = ("is_superuser", "groups", "user_permissions")


class NewUserForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("username", "email")


class EditUserForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(DjangoUserAdmin, OperatorAdmin):  # type: ignore[misc, type-arg]  # unfold says less than the stubs
    """Only a superuser changes superusers and what somebody may do; nobody changes somebody with more rights."""

    form = EditUserForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    filter_horizontal = ()
    autocomplete_fields = ("groups",)
    add_fieldsets = (  # type: ignore[assignment]  # unfold's default is empty and taken for the type
        (None, {"fields": ("username", "email", "usable_password", "password1", "password2")}),
    )
    warn_unsaved_form = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: ledger entries and the log say who did it. Somebody who has left is made inactive."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes somebody with more rights, their password, address or name included."""
        touched = [obj] if isinstance(obj, User) else []
        return may_touch(request, touched) and super().has_change_permission(request, obj)

    @fresh_post
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A user's page. Its form may change the address that a new password is sent to, so it asks who sends it."""
        return super().change_view(request, object_id, form_url, extra_context)

    @method_decorator(sensitive_post_parameters())
    @fresh
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """The page that sets a password, also one's own."""
        return super().user_change_password(request, id, form_url)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(() if request.user.is_superuser else POWERS))


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, OperatorAdmin):  # type: ignore[misc]  # unfold says less than the stubs
    """A group hands its permissions to its members, so only a superuser changes what it hands."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser and super().has_delete_permission(request, obj)
