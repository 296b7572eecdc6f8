"""Endpoints of the Partner API that change a customer's state."""

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from credits.wallets import WALLET_COLUMN, wallet_of
from customers.answers import customer_tag
from customers.change_answers import StatusAnswer, WelcomeAnswer, status_answer
from customers.inputs import DryRunQuery
from customers.lifecycle import reactivate_customer, resend_welcome, suspend_customer
from errors_docs.exceptions import CustomerNotFound, InsufficientCredits, KeyCapReached, OperationNotAllowed
from partners.scopes import CUSTOMERS_WRITE
from partners.views import PartnerView

REFUSALS = (CustomerNotFound, OperationNotAllowed)


class SuspendView(PartnerView):
    @operation(
        Operation(
            summary="Suspend a customer",
            description=(
                "Stops its use and its renewals. The running period stays paid; nothing moves. `dryRun=true` writes "
                "nothing."
            ),
            scope=CUSTOMERS_WRITE.name,
            query=DryRunQuery,
            answer=StatusAnswer,
            errors=REFUSALS,
            conditional=True,
        )
    )
    def post(self, request: Request, customer_id: str) -> HttpResponse:
        dry_run = self.is_dry_run
        condition = self.precondition(customer_tag)
        customer = suspend_customer(caller=self.caller, customer_id=customer_id, dry_run=dry_run, condition=condition)
        return self.answer(status_answer(customer, dry_run=dry_run), tag="" if dry_run else customer_tag(customer))


class ReactivateView(PartnerView):
    gate_columns = (WALLET_COLUMN,)

    @operation(
        Operation(
            summary="Reactivate a customer",
            description=(
                "At no cost while its period runs; after its end a new period begins and is charged. `dryRun=true` "
                "writes nothing, and answers what would be charged."
            ),
            scope=CUSTOMERS_WRITE.name,
            query=DryRunQuery,
            answer=StatusAnswer,
            errors=(*REFUSALS, InsufficientCredits, KeyCapReached),
            conditional=True,
        )
    )
    def post(self, request: Request, customer_id: str) -> HttpResponse:
        done = reactivate_customer(
            caller=self.caller,
            wallet_id=wallet_of(self.caller).id,
            customer_id=customer_id,
            dry_run=self.is_dry_run,
            condition=self.precondition(customer_tag),
        )
        tag = "" if self.is_dry_run else customer_tag(done.customer)
        return self.answer(status_answer(done.customer, done.movements, dry_run=self.is_dry_run), tag=tag)


class ResendWelcomeView(PartnerView):
    @operation(
        Operation(
            summary="Send the welcome mail again",
            description=(
                "Within the bounds of a day for its mailbox and for your account; beyond them RATE_LIMITED says when "
                "there is room. In test mode nobody gets it but verified members of your account: read it in "
                "`welcomeEmail`."
            ),
            scope=CUSTOMERS_WRITE.name,
            status=202,
            answer=WelcomeAnswer,
            errors=REFUSALS,
        )
    )
    def post(self, request: Request, customer_id: str) -> HttpResponse:
        customer, letter = resend_welcome(caller=self.caller, customer_id=customer_id)
        return self.answer(WelcomeAnswer(customer.public_id, customer.email, letter))
