"""What clients may send about webhooks."""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from rest_framework import serializers

from api.fields import BoundedListField
from api.paging import PageQuery
from api.ranges import RangeInput
from api.serializers import Choice, StrictSerializer
from api.text_fields import NameField
from foundation.web_addresses import NotAWebAddress
from webhooks.addresses import AddressRefused, judge
from webhooks.endpoints import LONGEST_OVERLAP
from webhooks.event_types import PING, event_type_names
from webhooks.models import DeliveryStatus, EndpointStatus
from webhooks.models.endpoint import LONGEST_URL

#: How bounds of time were named before all lists had ``from`` and ``to``.
SINCE_AND_UNTIL: Final = {"from": "since", "to": "until"}


def stored_url(text: str) -> str:
    """Return the form of an address in which it is stored, shown and sent. Raises a ValidationError.

    What its host resolves to is judged when something is sent.
    """
    try:
        url = str(judge(text.strip(" ")))
    except NotAWebAddress as wrong:
        raise serializers.ValidationError(str(wrong), code="invalid_url") from wrong
    except AddressRefused as refused:
        raise serializers.ValidationError(f"This can't be reached: {refused}.", code="address_refused") from refused
    if len(url) > LONGEST_URL:
        problem = f"With its characters escaped this is longer than {LONGEST_URL} characters."
        raise serializers.ValidationError(problem, code="max_length")
    return url


class WebhookUrlField(serializers.CharField):
    """An address that a request can go to, in the form in which it is stored."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return stored_url(super().run_validation(data))


def _url(**options: Any) -> serializers.CharField:
    text = "Where events are posted, byte for byte as the answer shows it: an https:// address that is public."
    return WebhookUrlField(max_length=LONGEST_URL, trim_whitespace=False, help_text=text, **options)


def _event_types(**options: Any) -> BoundedListField:
    text = "What is sent; without it, or with an empty list, everything, also what is added later."
    child = Choice(choices=event_type_names())
    return BoundedListField(child=child, max_length=len(event_type_names()), help_text=text, **options)


def _description(**options: Any) -> NameField:
    return NameField(max_length=200, allow_blank=True, help_text="For yourself, such as what listens there.", **options)


class NewWebhookInput(StrictSerializer):
    """The body of POST /webhooks."""

    example: ClassVar[Mapping[str, Any] | None] = {
        "url": "https://hooks.example.com/tollgate",
        "description": "Billing",
        "events": ["customer.created", "customer.deleted", "credits.low"],
    }

    url = _url()
    description = _description(default="")
    events = _event_types(default=list)


class WebhookChangeInput(StrictSerializer):
    """The body of PATCH /webhooks/{id}: only what is sent changes."""

    example: ClassVar[Mapping[str, Any] | None] = {"status": "paused"}
    schema_keywords: ClassVar[Mapping[str, Any]] = {"minProperties": 1}

    url = _url(required=False)
    description = _description(required=False)
    events = _event_types(required=False, source="event_types")
    status = Choice(
        choices=[EndpointStatus.ENABLED.value, EndpointStatus.PAUSED.value],
        required=False,
        help_text="While paused, what happens waits; enabled again, it is sent. Enables a disabled endpoint, too.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A body that changes nothing is a mistake worth telling."""
        if not attrs:
            raise serializers.ValidationError("Send at least one field to change.", code="empty")
        return attrs


class RotateInput(StrictSerializer):
    """The body of POST /webhooks/{id}/rotate-secret."""

    example: ClassVar[Mapping[str, Any] | None] = {"overlapHours": 24}

    overlap_hours = serializers.IntegerField(
        default=24,
        min_value=0,
        max_value=LONGEST_OVERLAP // datetime.timedelta(hours=1),
        help_text="Hours for which the old secret signs beside the new one. 0: it is void at once.",
    )


class ReplayInput(RangeInput):
    """The body of POST /webhooks/{id}/replay."""

    example: ClassVar[Mapping[str, Any] | None] = {"from": "2026-11-22T00:00:00.000Z", "failedOnly": True}
    range_of = "When the events happened"
    older_names = SINCE_AND_UNTIL

    failed_only = serializers.BooleanField(
        default=True, help_text="False: everything, what was never sent to this endpoint included."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require a beginning: without one the range would be everything that was ever sent."""
        if "start" not in attrs:
            raise serializers.ValidationError({"from": ["This field is required."]}, code="required")
        return super().validate(attrs)


class DeliveryQuery(RangeInput, PageQuery):
    """The filters of GET /webhooks/{id}/deliveries; all that are given must hold."""

    range_of = "When the event happened"
    older_names = SINCE_AND_UNTIL

    status = Choice(choices=DeliveryStatus.choices, required=False, help_text="Only deliveries in this state.")
    event = Choice(choices=[*event_type_names(), PING], required=False, help_text="Only events of this type.")
