"""The account's name, its members and invitations, and the visitor's own ways to sign in."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api.ids import has_shape
from partners.models import Account, User
from portal.account_forms import AccountNameForm, InviteForm, RoleForm
from portal.invitations import SESSION_KEY, InvitationRefused, accept, find_invitation, invite, withdraw
from portal.members import LastOwner, change_role, remove_member
from portal.models import Membership
from portal.roles import RIGHTS, Right, Role
from portal.visitor import ACCOUNT, Visitor, page, show


@require_safe
@page()
def settings(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everything on one page; what somebody may not change they see without a form."""
    open_ones = visitor.account.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    context = {
        "section": "settings",
        "members": visitor.account.memberships.select_related("user"),
        "invitations": open_ones,
        "roles": [(role, role.label, [right.value for right in Right if right in RIGHTS[role]]) for role in Role],
        "name_form": AccountNameForm(initial={"name": visitor.account.name}),
        "invite_form": InviteForm(),
        "factors": set(Authenticator.objects.filter(user=visitor.user).values_list("type", flat=True)),
    }
    return show(request, visitor, "portal/settings.html", context)


@require_POST
@page(Right.MANAGE_ACCOUNT)
def rename(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Gives the account another name."""
    form = AccountNameForm(request.POST)
    if form.is_valid():
        Account.objects.filter(pk=visitor.account.pk).update(name=form.cleaned_data["name"])
        messages.success(request, "The account has its new name.")
    else:
        _tell_errors(request, form)
    return redirect("portal:settings")


@require_POST
@page(Right.MANAGE_ACCOUNT, fresh=True)
def send_invitation(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Mails a link to somebody."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        _tell_errors(request, form)
    elif not visitor.has_verified_email:
        messages.error(request, "Verify your own email address before you invite somebody.")
    else:
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        try:
            invite(account=visitor.account, email=email, role=role, invited_by=visitor.user)
            messages.success(request, f"{email} gets a link that works for a week.")
        except InvitationRefused as refused:
            messages.error(request, str(refused))
    return redirect("portal:settings")


@require_POST
@page(Right.MANAGE_ACCOUNT)
def withdraw_invitation(request: HttpRequest, visitor: Visitor, invitation_id: str) -> HttpResponse:
    """Ends a link before it was used."""
    if not has_shape(invitation_id, "inv") or not withdraw(visitor.account, invitation_id):
        raise Http404
    messages.success(request, "The invitation is withdrawn.")
    return redirect("portal:settings")


@require_POST
@page(Right.MANAGE_ACCOUNT, fresh=True)
def set_role(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Another role for a member."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        _tell_errors(request, form)
        return redirect("portal:settings")
    try:
        member = change_role(visitor.account, member_id, Role(form.cleaned_data["role"]))
        messages.success(request, f"{member.user.email} is {member.get_role_display()} now.")
    except Membership.DoesNotExist:
        raise Http404 from None
    except LastOwner as refused:
        messages.error(request, str(refused))
    return redirect("portal:settings")


@require_http_methods(("GET", "HEAD", "POST"))
@page(Right.MANAGE_ACCOUNT)
def remove(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Asks once more, then takes a member out; from the next request on they see nothing of the account."""
    if request.method != "POST":
        return _remove_page(request, visitor, member_id)
    try:
        member = remove_member(visitor.account, member_id)
        messages.success(request, f"{member.user.email} is no member any more. Revoke keys that only they know.")
    except Membership.DoesNotExist:
        raise Http404 from None
    except LastOwner as refused:
        messages.error(request, str(refused))
    return redirect("portal:settings")


@require_http_methods(("GET", "HEAD", "POST"))
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of an invitation opens. A used, withdrawn, expired or invented one looks the same."""
    found = find_invitation(token) if len(token) < 100 else None
    if found is None:
        return render(request, "portal/invitation_missing.html", status=404)
    if request.method == "POST" and isinstance(request.user, User):
        try:
            accept(found, request.user)
        except InvitationRefused as refused:
            return render(request, "portal/invitation.html", {"invitation": found, "refused": str(refused)}, status=400)
        request.session[ACCOUNT] = found.account.public_id
        messages.success(request, f"Welcome to {found.account.name}.")
        return redirect("portal:overview")
    if not request.user.is_authenticated:
        request.session[SESSION_KEY] = token
    return render(request, "portal/invitation.html", {"invitation": found})


def _remove_page(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    member = get_object_or_404(visitor.account.memberships.select_related("user"), pk=member_id)
    context = {
        "section": "settings",
        "title": f"Remove {member.user.email}",
        "submit": "Remove member",
        "dangerous": True,
        "warns": "They see nothing of this account any more. Keys that they know go on until you revoke them.",
    }
    return show(request, visitor, "portal/form_page.html", context)


def _tell_errors(request: HttpRequest, form: Form) -> None:
    for problems in form.errors.values():
        for problem in problems:
            messages.error(request, str(problem))
