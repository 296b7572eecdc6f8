"""Endpoints of the Partner API about what is sent to webhook endpoints."""

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from errors_docs.exceptions import DeliveryNotFound, ReplayTooLarge, WebhookNotEnabled, WebhookNotFound
from partners.scopes import WEBHOOKS_READ, WEBHOOKS_WRITE
from webhooks.answers import (
    DeliveryAnswer,
    DeliveryList,
    FullDeliveryAnswer,
    ReplayAnswer,
    delivery_answer,
    full_delivery_answer,
)
from webhooks.deliveries import find_delivery, list_deliveries, replay, replay_range, send_test
from webhooks.inputs import DeliveryQuery, ReplayInput
from webhooks.views import WebhookView

NOT_SENT = (WebhookNotFound, WebhookNotEnabled)


class TestView(WebhookView):
    @operation(
        Operation(
            summary="Test a webhook endpoint",
            description="Sends it a `ping`, signed as every event is. How it went stands in the delivery.",
            scope=WEBHOOKS_WRITE.name,
            status=202,
            answer=DeliveryAnswer,
            errors=NOT_SENT,
        )
    )
    def post(self, request: Request, webhook_id: str) -> HttpResponse:
        return self.answer(delivery_answer(send_test(owner=self.owner, endpoint_id=webhook_id)))


class DeliveriesView(WebhookView):
    @operation(
        Operation(
            summary="List the deliveries of a webhook endpoint",
            description="Newest first, for 30 days.",
            scope=WEBHOOKS_READ.name,
            query=DeliveryQuery,
            answer=DeliveryList,
            errors=(WebhookNotFound,),
        )
    )
    def get(self, request: Request, webhook_id: str) -> HttpResponse:
        portion, filters = self.portion()
        shown, pagination = list_deliveries(self.owner, webhook_id, portion, **filters)
        return self.answer(DeliveryList([delivery_answer(delivery) for delivery in shown], pagination))


class DeliveryView(WebhookView):
    @operation(
        Operation(
            summary="Read a delivery",
            description="With the body that is posted, and every attempt with what was answered.",
            scope=WEBHOOKS_READ.name,
            answer=FullDeliveryAnswer,
            errors=(WebhookNotFound, DeliveryNotFound),
        )
    )
    def get(self, request: Request, webhook_id: str, delivery_id: str) -> HttpResponse:
        return self.answer(full_delivery_answer(find_delivery(self.owner, webhook_id, delivery_id)))


class DeliveryReplayView(WebhookView):
    @operation(
        Operation(
            summary="Send a delivery again",
            description="With the same body and `webhook-id`; the schedule of attempts begins again.",
            scope=WEBHOOKS_WRITE.name,
            status=202,
            answer=DeliveryAnswer,
            errors=(*NOT_SENT, DeliveryNotFound),
        )
    )
    def post(self, request: Request, webhook_id: str, delivery_id: str) -> HttpResponse:
        sent = replay(owner=self.owner, endpoint_id=webhook_id, delivery_id=delivery_id)
        return self.answer(delivery_answer(sent))


class ReplayView(WebhookView):
    @operation(
        Operation(
            summary="Send a range of events again",
            description=(
                "By the time of the events, from `from` on, which is needed: what failed, or with `failedOnly` false "
                "everything, also what happened while the endpoint was disabled or before it was made. At most 10,000 "
                "at once."
            ),
            scope=WEBHOOKS_WRITE.name,
            body=ReplayInput,
            status=202,
            answer=ReplayAnswer,
            errors=(*NOT_SENT, ReplayTooLarge),
        )
    )
    def post(self, request: Request, webhook_id: str) -> HttpResponse:
        count = replay_range(owner=self.owner, endpoint_id=webhook_id, **self.body())
        return self.answer(ReplayAnswer(webhook_id, count))
