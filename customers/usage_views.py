"""Endpoints of the Partner API about usage."""

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from credits.wallets import WALLET_COLUMN, wallet_of
from customers.usage import SummaryQuery, UsageAnswer, UsageSummary, summary, usage_of
from errors_docs.exceptions import CustomerNotFound
from partners.scopes import USAGE_READ
from partners.views import PartnerView


class UsageView(PartnerView):
    @operation(
        Operation(
            summary="Read a customer's usage",
            scope=USAGE_READ.name,
            answer=UsageAnswer,
            errors=(CustomerNotFound,),
        )
    )
    def get(self, request: Request, customer_id: str) -> HttpResponse:
        return self.answer(usage_of(self.caller, customer_id))


class UsageSummaryView(PartnerView):
    gate_columns = (WALLET_COLUMN,)

    @operation(
        Operation(
            summary="Sum up the usage of all customers",
            description="Credits that were charged and refunded in the range, and what the customers use now.",
            scope=USAGE_READ.name,
            query=SummaryQuery,
            answer=UsageSummary,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        return self.answer(summary(self.caller, wallet_of(self.caller), **self.query()))
