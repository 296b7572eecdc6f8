"""Endpoints of the Partner API about webhook endpoints."""

import datetime

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from api.paging import PageQuery, key_of
from errors_docs.exceptions import WebhookLimitReached, WebhookNotFound
from partners.scopes import WEBHOOKS_READ, WEBHOOKS_WRITE
from partners.views import PartnerView
from webhooks.answers import (
    NewWebhookAnswer,
    WebhookAnswer,
    WebhookDeletionAnswer,
    WebhookList,
    issued_answer,
    webhook_answer,
    webhook_tag,
)
from webhooks.endpoints import (
    Owner,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    endpoints_of,
    find_endpoint,
    rotate_secret,
)
from webhooks.inputs import NewWebhookInput, RotateInput, WebhookChangeInput


class WebhookView(PartnerView):
    """What all endpoints here share."""

    @property
    def owner(self) -> Owner:
        """The caller's account in the mode of its key."""
        return Owner(self.caller.account_id, self.caller.mode)


class WebhooksView(WebhookView):
    @operation(
        Operation(
            summary="List your webhook endpoints",
            description="Newest first, those of the key's mode.",
            scope=WEBHOOKS_READ.name,
            query=PageQuery,
            answer=WebhookList,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        portion, _ = self.portion()
        mine = endpoints_of(self.owner)
        shown, pagination = portion.shown(list(portion.newest(mine)), key_of, mine.count)
        return self.answer(WebhookList([webhook_answer(endpoint) for endpoint in shown], pagination))

    @operation(
        Operation(
            summary="Create a webhook endpoint",
            description=(
                "The answer has the secret, which is shown only now. An event is posted to every endpoint that listens "
                "to it, at least once and in no promised order: `webhook-id` tells repetitions. Anything but a 2xx "
                "within 15 seconds is tried again for some three days."
            ),
            scope=WEBHOOKS_WRITE.name,
            body=NewWebhookInput,
            status=201,
            answer=NewWebhookAnswer,
            answers_secret=True,
            errors=(WebhookLimitReached,),
        )
    )
    def post(self, request: Request) -> HttpResponse:
        sent = self.body()
        issued = create_endpoint(
            owner=self.owner, url=sent["url"], description=sent["description"], event_types=sent["events"]
        )
        return self.answer(issued_answer(issued))


class WebhookItemView(WebhookView):
    @operation(
        Operation(
            summary="Read a webhook endpoint",
            scope=WEBHOOKS_READ.name,
            answer=WebhookAnswer,
            errors=(WebhookNotFound,),
        )
    )
    def get(self, request: Request, webhook_id: str) -> HttpResponse:
        return self.answer(webhook_answer(find_endpoint(self.owner, webhook_id)))

    @operation(
        Operation(
            summary="Change a webhook endpoint",
            description=(
                "Address, description, event types, and `status`: `paused` keeps what happens for later, `enabled` "
                "sends it, and also brings back an endpoint that was disabled."
            ),
            scope=WEBHOOKS_WRITE.name,
            body=WebhookChangeInput,
            answer=WebhookAnswer,
            errors=(WebhookNotFound,),
        )
    )
    def patch(self, request: Request, webhook_id: str) -> HttpResponse:
        changed = change_endpoint(
            owner=self.owner,
            endpoint_id=webhook_id,
            fields=self.body(),
            condition=self.precondition(webhook_tag),
        )
        return self.answer(webhook_answer(changed), tag=webhook_tag(changed))

    @operation(
        Operation(
            summary="Delete a webhook endpoint",
            description="Nothing is sent to it any more, not even what was waiting.",
            scope=WEBHOOKS_WRITE.name,
            answer=WebhookDeletionAnswer,
            errors=(WebhookNotFound,),
        )
    )
    def delete(self, request: Request, webhook_id: str) -> HttpResponse:
        condition = self.precondition(webhook_tag)
        deleted = delete_endpoint(owner=self.owner, endpoint_id=webhook_id, condition=condition)
        assert deleted.deleted_at is not None
        return self.answer(WebhookDeletionAnswer(deleted.public_id, deleted.deleted_at))


class RotateSecretView(WebhookView):
    @operation(
        Operation(
            summary="Rotate a webhook endpoint's secret",
            description=(
                "The answer has the new secret, which is shown only now. For the overlap `webhook-signature` carries a "
                "signature of each secret, and `X-Webhook-Signature` is still made with the old one; then the new one "
                "alone signs. An earlier overlap ends with this rotation."
            ),
            scope=WEBHOOKS_WRITE.name,
            body=RotateInput,
            answer=NewWebhookAnswer,
            answers_secret=True,
            errors=(WebhookNotFound,),
            conditional=True,
        )
    )
    def post(self, request: Request, webhook_id: str) -> HttpResponse:
        overlap = datetime.timedelta(hours=self.body()["overlap_hours"])
        condition = self.precondition(webhook_tag)
        issued = rotate_secret(owner=self.owner, endpoint_id=webhook_id, overlap=overlap, condition=condition)
        return self.answer(issued_answer(issued), tag=webhook_tag(issued.endpoint))
