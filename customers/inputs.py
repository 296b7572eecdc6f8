"""What clients may send about customers."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from api.paging import PageQuery
from api.serializers import Choice, QuerySerializer, StrictSerializer
from api.text_fields import MailAddressField, NameField
from credits.add_ons import ADD_ONS
from customers.models import CustomerStatus, FocusMode

MOST_UNITS = 100_000
MOST_SEATS = 1000
LONGEST_TRIAL_DAYS = 90
EMAIL = "Where its mail goes; a domain in other letters is kept in ASCII. Unique among your customers, in any spelling."
NAME = "The person's, whom the welcome mail greets; without it, the mail greets the email address."
PHONE = "For your own use, in any form; nothing is sent there."
FOCUS_MODE = "What the workspace is made for: generic, or medical for imaging."
LANGUAGE = "Of the welcome mail, a tag such as en, de, es or ar; in English for any other."
SEATS = "How many users. The plan's price and that of aiLensMedical are for each."


class AddOnsInput(StrictSerializer):
    """One integer field for each add-on that is declared."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            add_on.name: serializers.IntegerField(
                min_value=0, max_value=MOST_UNITS, required=False, help_text=f"Units of {add_on.unit}."
            )
            for add_on in ADD_ONS
        }


class OrderInput(StrictSerializer):
    """What an order costs depends on these fields alone."""

    example: ClassVar[Mapping[str, Any] | None] = {"planId": "starter", "seats": 3, "addOns": {"hotStorageUnits": 2}}

    plan_id = serializers.CharField(max_length=60, help_text="A plan of GET /plans.")
    seats = serializers.IntegerField(default=1, min_value=1, max_value=MOST_SEATS, help_text=SEATS)
    add_ons = AddOnsInput(required=False, help_text="Units of each add-on; each is priced for a month.")
    ai_lens_medical = serializers.BooleanField(default=False, help_text="aiLensMedical for every seat.")


class NewCustomerInput(OrderInput):
    """The body of POST /customers."""

    example: ClassVar[Mapping[str, Any] | None] = {
        "email": "ada@example.com",
        "name": "Ada Example",
        "companyName": "Example Radiology",
        "planId": "starter",
        "seats": 3,
        "addOns": {"hotStorageUnits": 2},
        "accountFocusMode": "medical",
    }

    email = MailAddressField(help_text=EMAIL)
    name = NameField(max_length=200, default="", allow_blank=True, help_text=NAME)
    company_name = NameField(
        max_length=200, default="", allow_blank=True, help_text="Names the organization; without it, the name does."
    )
    phone = NameField(max_length=40, default="", allow_blank=True, help_text=PHONE)
    account_focus_mode = Choice(choices=FocusMode.choices, default=FocusMode.GENERIC, help_text=FOCUS_MODE)
    send_welcome_email = serializers.BooleanField(default=True, help_text="Whether the customer is told by mail.")
    language = NameField(max_length=10, default="en", help_text=LANGUAGE)
    trial_days = serializers.IntegerField(
        default=0,
        min_value=0,
        max_value=LONGEST_TRIAL_DAYS,
        help_text="The customer's trial, in days, one for each mailbox: the first charge is at its end. 0: now.",
    )


class QuoteInput(NewCustomerInput):
    """The body of POST /customers, of which only the order is needed: what will be created can be quoted as it is."""

    example: ClassVar[Mapping[str, Any] | None] = {"planId": "starter", "seats": 3, "addOns": {"hotStorageUnits": 2}}

    email = MailAddressField(required=False, help_text="Not needed for a quote.")


class ChangeInput(StrictSerializer):
    """The body of PATCH /customers/{id}: only what is sent changes."""

    example: ClassVar[Mapping[str, Any] | None] = {"seats": 5, "addOns": {"hotStorageUnits": 3}}
    schema_keywords: ClassVar[Mapping[str, Any]] = {"minProperties": 1}

    plan_id = serializers.CharField(max_length=60, required=False, help_text="A plan of GET /plans.")
    seats = serializers.IntegerField(required=False, min_value=1, max_value=MOST_SEATS, help_text=SEATS)
    add_ons = AddOnsInput(required=False, help_text="Units of each add-on; those not named stay as they are.")
    ai_lens_medical = serializers.BooleanField(required=False, help_text="aiLensMedical for every seat.")
    email = MailAddressField(required=False, help_text=EMAIL)
    name = NameField(max_length=200, required=False, allow_blank=True, help_text=NAME)
    company_name = NameField(
        max_length=200, required=False, allow_blank=True, help_text="The organization keeps the name that it has."
    )
    phone = NameField(max_length=40, required=False, allow_blank=True, help_text=PHONE)
    language = NameField(max_length=10, required=False, help_text=LANGUAGE)
    account_focus_mode = Choice(choices=FocusMode.choices, required=False, source="focus_mode", help_text=FOCUS_MODE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A body that changes nothing is a mistake worth telling."""
        if not attrs:
            raise serializers.ValidationError("Send at least one field to change.", code="empty")
        return attrs


class DryRunQuery(QuerySerializer):
    """?dryRun=true: the same numbers, with nothing written."""

    dry_run = serializers.BooleanField(default=False, help_text="Compute everything, write nothing.")


class CustomerQuery(PageQuery):
    """The filters of GET /customers; all that are given must hold."""

    status = Choice(choices=CustomerStatus.choices, required=False, help_text="Without it, all but deleted customers.")
    plan_id = serializers.CharField(max_length=60, required=False, help_text="Subscribed to this plan.")
    email = serializers.CharField(max_length=254, required=False, help_text="Exactly this address, in any spelling.")
    search = serializers.CharField(
        max_length=100, required=False, help_text="Part of the email address, the name or the company's name."
    )
