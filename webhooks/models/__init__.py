"""Events, who listens to them, and what was sent."""

from webhooks.models.delivery import Attempt, Delivery, DeliveryStatus, Outcome, new_delivery_id
from webhooks.models.endpoint import DisabledReason, Endpoint, EndpointStatus, new_endpoint_id
from webhooks.models.event import Event, new_event_id

__all__ = [
    "Attempt",
    "Delivery",
    "DeliveryStatus",
    "DisabledReason",
    "Endpoint",
    "EndpointStatus",
    "Event",
    "Outcome",
    "new_delivery_id",
    "new_endpoint_id",
    "new_event_id",
]
