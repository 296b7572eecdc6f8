"""Endpoints that manage webhooks."""

from django.urls import URLPattern, path

from webhooks.delivery_views import DeliveriesView, DeliveryReplayView, DeliveryView, ReplayView, TestView
from webhooks.views import RotateSecretView, WebhookItemView, WebhooksView

partner_api: list[URLPattern] = [
    path("webhooks", WebhooksView.as_view()),
    path("webhooks/<str:webhook_id>", WebhookItemView.as_view()),
    path("webhooks/<str:webhook_id>/test", TestView.as_view()),
    path("webhooks/<str:webhook_id>/rotate-secret", RotateSecretView.as_view()),
    path("webhooks/<str:webhook_id>/replay", ReplayView.as_view()),
    path("webhooks/<str:webhook_id>/deliveries", DeliveriesView.as_view()),
    path("webhooks/<str:webhook_id>/deliveries/<str:delivery_id>", DeliveryView.as_view()),
    path("webhooks/<str:webhook_id>/deliveries/<str:delivery_id>/replay", DeliveryReplayView.as_view()),
]
