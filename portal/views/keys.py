"""Keys: list, make, rotate, revoke. A secret is on one answer, the one to the form that made it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api.ids import has_shape
from partners.key_state import COLOURS, state_of
from partners.key_text import key_text
from partners.keys import IssuedKey, KeyRefused, create_key, revoke_key, rotate_key
from partners.models import ApiKey
from partners.modes import LIVE
from partners.once import OnceForm, is_spent, spend
from portal.key_forms import NewKeyForm, RevokeKeyForm, RotateKeyForm
from portal.models import SampleKey
from portal.roles import Right
from portal.sample_keys import replace_sample_key
from portal.visitor import Visitor, page, show

FORM = ("GET", "HEAD", "POST")
#: So many keys are listed, the usable ones first.
MOST_LISTED = 200


@require_safe
@page()
def keys(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every key of the account in this mode."""
    now = timezone.now()
    found = visitor.account.api_keys.filter(mode=visitor.mode).select_related("created_by", "account")
    listed = found.order_by("-id")[:MOST_LISTED]
    rows = [
        {"key": key, "text": key_text(key), "state": state_of(key, now), "tone": COLOURS[state_of(key, now).value]}
        for key in listed
    ]
    rows.sort(key=lambda row: row["key"].is_usable(now), reverse=True)  # type: ignore[attr-defined]  # a dict of a row
    sample = SampleKey.objects.filter(account=visitor.account).values_list("key_id", flat=True).first()
    return show(request, visitor, "portal/keys.html", {"section": "keys", "rows": rows, "sample": sample})


@require_http_methods(FORM)
@page(Right.MANAGE_KEYS, fresh=True)
def new_key(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form, then the secret."""
    sent = request.POST if request.method == "POST" else None
    form = NewKeyForm(visitor.surface, sent, initial={"mode": visitor.mode}, live_allowed=visitor.has_verified_email)
    if form.is_valid() and not _is_repeated(request, form):
        given = {name: value for name, value in form.cleaned_data.items() if name != "nonce"}
        try:
            issued = create_key(account=visitor.account, created_by=visitor.user, **given)
        except KeyRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _secret_page(request, visitor, form, issued, "This is the only time that the key is shown.")
    context = {"section": "keys", "form": form, "title": "New API key", "submit": "Create key"}
    return show(request, visitor, "portal/form_page.html", context, status=400 if form.errors else 200)


@require_http_methods(FORM)
@page(Right.MANAGE_KEYS, fresh=True)
def rotate(request: HttpRequest, visitor: Visitor, key_id: str) -> HttpResponse:
    """A successor with the same rights; the old key ends after the overlap."""
    key = _find(visitor, key_id)
    form = RotateKeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not _is_repeated(request, form):
        try:
            _refuse_live_unverified(visitor, key)
            issued = rotate_key(key=key, overlap=form.overlap, rotated_by=visitor.user)
        except KeyRefused as refused:
            form.add_error(None, str(refused))
        else:
            says = f"The old key {key_text(key)} goes on for the overlap that you chose."
            return _secret_page(request, visitor, form, issued, says)
    context = {
        "section": "keys",
        "form": form,
        "title": f"Rotate {key.name}",
        "submit": "Rotate key",
        "says": "The new key has the same name, scopes, networks, expiry and cap. Its secret is shown once.",
    }
    return show(request, visitor, "portal/form_page.html", context, status=400 if form.errors else 200)


@require_http_methods(FORM)
@page(Right.MANAGE_KEYS)
def revoke(request: HttpRequest, visitor: Visitor, key_id: str) -> HttpResponse:
    """Ends a key at once."""
    key = _find(visitor, key_id)
    form = RevokeKeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if revoke_key(key=key, reason=form.cleaned_data["reason"]):
            messages.success(request, f"{key_text(key)} is revoked.")
        else:
            messages.warning(request, f"{key_text(key)} was revoked before; nothing changed.")
        return redirect("portal:keys")
    context = {
        "section": "keys",
        "form": form,
        "title": f"Revoke {key.name}",
        "submit": "Revoke permanently",
        "dangerous": True,
        "warns": f"{key_text(key)} stops working at once and permanently. Rotating it lets its user change over.",
    }
    return show(request, visitor, "portal/form_page.html", context, status=400 if form.errors else 200)


@require_POST
@page(Right.MANAGE_KEYS, fresh=True)
def new_sample_key(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Another key for the samples; the one before ends."""
    try:
        replace_sample_key(visitor.account, visitor.user)
    except KeyRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The samples have a new key; the one before is revoked.")
    return redirect("portal:keys")


def _find(visitor: Visitor, key_id: str) -> ApiKey:
    """A key of the account in this mode. Raises Http404."""
    mine = visitor.account.api_keys.select_related("account").filter(mode=visitor.mode)
    key = mine.filter(public_id=key_id).first() if has_shape(key_id, "key") else None
    if key is None:
        raise Http404
    return key


def _is_repeated(request: HttpRequest, form: OnceForm) -> bool:
    if not is_spent(request, form):
        return False
    form.add_error(None, "This form was sent before and has made a key; its secret can't be shown again.")
    return True


def _refuse_live_unverified(visitor: Visitor, key: ApiKey) -> None:
    if key.mode == LIVE and not visitor.has_verified_email:
        raise KeyRefused("Verify your email address first: until then there are test keys only.")


@sensitive_variables("issued", "context")
def _secret_page(request: HttpRequest, visitor: Visitor, form: OnceForm, issued: IssuedKey, says: str) -> HttpResponse:
    spend(request, form)
    context = {"section": "keys", "key": issued.key, "secret": issued.secret, "says": says}
    return show(request, visitor, "portal/key_secret.html", context)
