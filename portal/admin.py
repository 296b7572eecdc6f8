"""Members and invitations of accounts, for operators: who opens an account in the admin also says who may see it.

And what libraries register that know nothing of this admin: mail addresses, second factors, background jobs.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob

from partners.admin.base import OperatorAdmin, ReadOnlyAdmin, operator
from partners.admin.paging import BoundedChangeList
from partners.admin.standing import may_touch
from partners.models import User
from portal.models import Invitation, Membership


@admin.register(Membership)
class MembershipAdmin(OperatorAdmin):
    """Adds the first member of an account that was opened here."""

    list_display = ("user", "account", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "account")
    autocomplete_fields = ("user", "account")
    search_fields = ("user__email", "account__name")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A role is changed in the portal, where an account's last owner is kept."""
        return False

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """Nobody but a superuser makes themselves a member: an owner makes keys and moves an account's credits."""
        if db_field.name == "user" and not request.user.is_superuser:
            kwargs["queryset"] = User.objects.exclude(pk=operator(request).pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who invited whom."""

    list_display = ("email", "account", "role", "invited_by", "created_at", "expires_at", "accepted_at", "withdrawn_at")
    list_select_related = ("account", "invited_by")
    search_fields = ("email", "account__name")
    exclude = ("hash",)


# Allauth registers these two itself, in looks that are not this admin's, the second with its secrets.
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)
# Procrastinate's is Django's plain one, whose list fails on addresses that were changed by hand.
admin.site.unregister(ProcrastinateJob)


@admin.register(EmailAddress)
class EmailAddressAdmin(OperatorAdmin):
    """Addresses that people sign in with; whoever knows somebody by other means may call theirs verified."""

    list_display = ("email", "user", "primary", "verified")
    list_filter = ("verified", "primary")
    list_select_related = ("user",)
    search_fields = ("email", "user__email")
    fields = ("user", "email", "primary", "verified")
    readonly_fields = ("user", "email", "primary")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allauth adds them when somebody signs in."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Not of somebody with more rights: an address that counts as verified may set up a second factor."""
        touched = [obj.user] if isinstance(obj, EmailAddress) else []
        return may_touch(request, touched) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for changing it."""
        touched = [obj.user] if isinstance(obj, EmailAddress) else []
        return may_touch(request, touched) and super().has_delete_permission(request, obj)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Second factors; who has lost theirs and the recovery codes is helped by deleting it here."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """With the permission for it, unlike everything else that is only shown.

        Neither one's own, which the portal asks the password for, nor that of somebody with more rights.
        """
        if isinstance(obj, Authenticator) and (obj.user_id == request.user.pk or not may_touch(request, [obj.user])):
            return False
        return super(ReadOnlyAdmin, self).has_delete_permission(request, obj)


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """Background jobs, as their library shows them."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedChangeList]:
        return BoundedChangeList
