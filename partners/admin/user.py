"""People who sign in here, and their groups."""

from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from partners.admin.base import OperatorAdmin
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
    """Only a superuser changes superusers, and who may do what."""

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
        """The password page asks this too."""
        above = isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(() if request.user.is_superuser else POWERS))


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, OperatorAdmin):  # type: ignore[misc]  # unfold says less than the stubs
    """A group hands its permissions to its members."""
