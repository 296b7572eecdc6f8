"""Webhook endpoints and what was sent to them. A secret is on one answer, the one to the form that made it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api.paging import Portion
from errors_docs.exceptions import DeliveryNotFound, WebhookLimitReached, WebhookNotEnabled, WebhookNotFound
from errors_docs.jsonform import to_json
from partners.once import OnceForm, is_spent, spend
from portal.navigation import PARTNERS
from portal.roles import Right
from portal.visitor import Visitor, page, show
from portal.webhook_forms import EndpointForm, RotateSecretForm
from webhooks.answers import FullDeliveryAnswer, full_delivery_answer
from webhooks.deliveries import find_delivery, list_deliveries, replay, send_test
from webhooks.endpoints import (
    IssuedSecret,
    Owner,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    endpoints_of,
    find_endpoint,
    rotate_secret,
)
from webhooks.models import DeliveryStatus, Endpoint, EndpointStatus

FORM = ("GET", "HEAD", "POST")
PAGE = 50
#: What a button may ask for; only the sender and the operator disable an endpoint.
SWITCHED = (EndpointStatus.ENABLED.value, EndpointStatus.PAUSED.value)


@require_safe
@page(kinds=PARTNERS)
def webhooks(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every endpoint of the account in this mode."""
    endpoints = endpoints_of(_owner(visitor)).order_by("-id")
    return show(request, visitor, "portal/webhooks.html", {"section": "webhooks", "endpoints": endpoints})


@require_http_methods(FORM)
@page(Right.MANAGE_WEBHOOKS, kinds=PARTNERS, fresh=True)
def new_webhook(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form, then the secret."""
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not _is_repeated(request, form):
        try:
            issued = create_endpoint(owner=_owner(visitor), **_given(form))
        except WebhookLimitReached as reached:
            form.add_error(None, f"There are {reached.limit} endpoints already; delete one first.")
        else:
            return _secret_page(request, visitor, form, issued)
    context = {"section": "webhooks", "form": form, "title": "New webhook endpoint", "submit": "Add endpoint"}
    return show(request, visitor, "portal/form_page.html", context, status=400 if form.errors else 200)


@require_safe
@page(kinds=PARTNERS)
def webhook(request: HttpRequest, visitor: Visitor, endpoint_id: str) -> HttpResponse:
    """One endpoint with its deliveries, newest first."""
    endpoint = _find(visitor, endpoint_id)
    status = request.GET.get("status", "")
    number = request.GET.get("page", "1")
    shown = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 and int(number) else 1
    wanted = status if status in DeliveryStatus.values else None
    portion = Portion(shown, PAGE, of_list=request.path.encode())
    deliveries, pagination = list_deliveries(_owner(visitor), endpoint_id, portion, status=wanted)
    context = {
        "section": "webhooks",
        "endpoint": endpoint,
        "deliveries": deliveries,
        "status": status,
        "statuses": DeliveryStatus.choices,
        "newer": shown - 1,
        "older": shown + 1 if pagination.next_cursor else 0,
    }
    return show(request, visitor, "portal/webhook.html", context)


@require_http_methods(FORM)
@page(Right.MANAGE_WEBHOOKS, kinds=PARTNERS, fresh=True)
def edit_webhook(request: HttpRequest, visitor: Visitor, endpoint_id: str) -> HttpResponse:
    """Another address, description or choice of events."""
    endpoint = _find(visitor, endpoint_id)
    now = {"url": endpoint.url, "description": endpoint.description, "event_types": endpoint.event_types}
    form = EndpointForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        change_endpoint(owner=_owner(visitor), endpoint_id=endpoint_id, fields=_given(form))
        messages.success(request, "The endpoint is changed.")
        return redirect("portal:webhook", endpoint_id=endpoint_id)
    context = {
        "section": "webhooks",
        "form": form,
        "title": "Edit webhook endpoint",
        "submit": "Save",
        "back": _address(endpoint),
    }
    return show(request, visitor, "portal/form_page.html", context, status=400 if form.errors else 200)


@require_http_methods(FORM)
@page(Right.MANAGE_WEBHOOKS, kinds=PARTNERS, fresh=True)
def rotate_webhook(request: HttpRequest, visitor: Visitor, endpoint_id: str) -> HttpResponse:
    """Another secret; the old one signs beside it for the overlap."""
    endpoint = _find(visitor, endpoint_id)
    form = RotateSecretForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not _is_repeated(request, form):
        issued = rotate_secret(owner=_owner(visitor), endpoint_id=endpoint_id, overlap=form.overlap)
        return _secret_page(request, visitor, form, issued)
    context = {
        "section": "webhooks",
        "form": form,
        "title": "Rotate the secret",
        "submit": "Rotate secret",
        "says": f"Of {endpoint.url}. The new secret is shown once.",
        "back": _address(endpoint),
    }
    return show(request, visitor, "portal/form_page.html", context, status=400 if form.errors else 200)


@require_POST
@page(Right.MANAGE_WEBHOOKS, kinds=PARTNERS)
def test_webhook(request: HttpRequest, visitor: Visitor, endpoint_id: str) -> HttpResponse:
    """Sends a ping."""
    _find(visitor, endpoint_id)
    try:
        delivery = send_test(owner=_owner(visitor), endpoint_id=endpoint_id)
    except WebhookNotEnabled as refused:
        messages.error(request, f"The endpoint is {refused.status}; enable it first.")
        return redirect("portal:webhook", endpoint_id=endpoint_id)
    messages.success(request, "A ping is on its way.")
    return redirect("portal:delivery", endpoint_id=endpoint_id, delivery_id=delivery.public_id)


@require_POST
@page(Right.MANAGE_WEBHOOKS, kinds=PARTNERS)
def switch_webhook(request: HttpRequest, visitor: Visitor, endpoint_id: str) -> HttpResponse:
    """Pauses or enables it."""
    _find(visitor, endpoint_id)
    status = request.POST.get("status")
    if status not in SWITCHED:
        raise Http404
    change_endpoint(owner=_owner(visitor), endpoint_id=endpoint_id, fields={"status": status})
    messages.success(request, f"The endpoint is {status}.")
    return redirect("portal:webhook", endpoint_id=endpoint_id)


@require_http_methods(FORM)
@page(Right.MANAGE_WEBHOOKS, kinds=PARTNERS)
def delete_webhook(request: HttpRequest, visitor: Visitor, endpoint_id: str) -> HttpResponse:
    """Asks once more; then nothing is sent there any more."""
    endpoint = _find(visitor, endpoint_id)
    if request.method != "POST":
        return _delete_page(request, visitor, endpoint)
    delete_endpoint(owner=_owner(visitor), endpoint_id=endpoint_id)
    messages.success(request, f"{endpoint.url} is deleted; nothing is sent there any more.")
    return redirect("portal:webhooks")


def _delete_page(request: HttpRequest, visitor: Visitor, endpoint: Endpoint) -> HttpResponse:
    context = {
        "section": "webhooks",
        "title": "Delete the endpoint",
        "submit": "Delete endpoint",
        "dangerous": True,
        "warns": f"Nothing more is sent to {endpoint.url}, also not what waits for it. Pausing it can be undone.",
        "back": _address(endpoint),
    }
    return show(request, visitor, "portal/form_page.html", context)


@require_safe
@page(kinds=PARTNERS)
def delivery(request: HttpRequest, visitor: Visitor, endpoint_id: str, delivery_id: str) -> HttpResponse:
    """What was posted, and each attempt with what was answered."""
    endpoint = _find(visitor, endpoint_id)
    try:
        found = full_delivery_answer(find_delivery(_owner(visitor), endpoint_id, delivery_id))
    except DeliveryNotFound:
        raise Http404 from None
    body: Any = to_json(found, FullDeliveryAnswer)["body"]
    context = {"section": "webhooks", "endpoint": endpoint, "delivery": found, "body": body}
    return show(request, visitor, "portal/delivery.html", context)


@require_POST
@page(Right.MANAGE_WEBHOOKS, kinds=PARTNERS)
def replay_delivery(request: HttpRequest, visitor: Visitor, endpoint_id: str, delivery_id: str) -> HttpResponse:
    """Sends it again, with the same webhook-id."""
    try:
        replay(owner=_owner(visitor), endpoint_id=endpoint_id, delivery_id=delivery_id)
        messages.success(request, "It is sent again, with the same webhook-id.")
    except WebhookNotEnabled as refused:
        messages.error(request, f"The endpoint is {refused.status}; enable it first.")
    except (WebhookNotFound, DeliveryNotFound):
        raise Http404 from None
    return redirect("portal:delivery", endpoint_id=endpoint_id, delivery_id=delivery_id)


def _owner(visitor: Visitor) -> Owner:
    return Owner(visitor.account.pk, visitor.mode)


def _address(endpoint: Endpoint) -> str:
    """The page to go back to."""
    return reverse("portal:webhook", args=[endpoint.public_id])


def _find(visitor: Visitor, endpoint_id: str) -> Endpoint:
    """An endpoint of the account in this mode. Raises Http404."""
    try:
        return find_endpoint(_owner(visitor), endpoint_id)
    except WebhookNotFound:
        raise Http404 from None


def _given(form: EndpointForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "nonce"}


def _is_repeated(request: HttpRequest, form: OnceForm) -> bool:
    if not is_spent(request, form):
        return False
    form.add_error(None, "This form was sent before and has made a secret; it can't be shown again.")
    return True


@sensitive_variables("issued", "context")
def _secret_page(request: HttpRequest, visitor: Visitor, form: OnceForm, issued: IssuedSecret) -> HttpResponse:
    spend(request, form)
    context = {"section": "webhooks", "endpoint": issued.endpoint, "secret": issued.secret}
    return show(request, visitor, "portal/webhook_secret.html", context)
