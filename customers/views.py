"""Endpoints of the Partner API about customers."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from credits.pricing import Order, quote
from credits.wallets import WALLET_COLUMN, wallet_of
from customers.answers import (
    CustomerAnswer,
    CustomerList,
    CustomerPreview,
    NewCustomerAnswer,
    QuoteAnswer,
    customer_answer,
    customer_preview,
    customer_tag,
    new_customer_answer,
)
from customers.change_answers import ChangeAnswer, DeletionAnswer, change_answer, deletion_answer
from customers.changes import change_customer
from customers.creation import Profile, create_customer, refuse_if_may_not_sell
from customers.inputs import ChangeInput, CustomerQuery, DryRunQuery, NewCustomerInput, QuoteInput
from customers.lifecycle import delete_customer
from customers.listing import find_customer, list_customers
from errors_docs.exceptions import (
    CannotSell,
    CustomerExists,
    CustomerNotFound,
    InsufficientCredits,
    KeyCapReached,
    OperationNotAllowed,
    PlanNotEnabled,
    PlanNotFound,
    StorageInUse,
    TrialExpired,
    TrialLimit,
    TrialUsed,
)
from partners.scopes import CUSTOMERS_READ, CUSTOMERS_WRITE
from partners.views import PartnerView

MAY_NOT_SELL = (CannotSell, TrialExpired)
NOT_ORDERABLE = (PlanNotFound, PlanNotEnabled)
TRIALS = (TrialLimit, TrialUsed)
#: The status of a creation that was taken back.
DRY = 200


class CustomersView(PartnerView):
    gate_columns = (WALLET_COLUMN,)

    @operation(
        Operation(
            summary="List your customers",
            description="Newest first. Deleted customers are listed only with `status=deleted`.",
            scope=CUSTOMERS_READ.name,
            query=CustomerQuery,
            answer=CustomerList,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        portion, filters = self.portion()
        return self.answer(list_customers(self.caller, portion, **filters))

    @operation(
        Operation(
            summary="Create a customer",
            description=(
                "One atomic call: the customer, its organization, its subscription with add-ons, and the charge for "
                "the first period. If any of it is refused, nothing is written and nothing is charged. `dryRun=true` "
                "answers 200 with what would be made and charged, and writes nothing. In test mode the welcome mail is "
                "in `welcomeEmail`, and goes to nobody but verified members of your account; in live mode its bounds "
                "of a day refuse with RATE_LIMITED."
            ),
            scope=CUSTOMERS_WRITE.name,
            body=NewCustomerInput,
            query=DryRunQuery,
            status=201,
            answer=NewCustomerAnswer,
            also={DRY: (CustomerPreview, None)},
            errors=(*MAY_NOT_SELL, *NOT_ORDERABLE, *TRIALS, CustomerExists, InsufficientCredits, KeyCapReached),
        )
    )
    def post(self, request: Request) -> HttpResponse:
        sent = self.body()
        created = create_customer(
            caller=self.caller,
            wallet_id=wallet_of(self.caller).id,
            profile=_profile(sent),
            order=_order(sent),
            trial_days=sent["trial_days"],
            send_mail=sent["send_welcome_email"],
            dry_run=self.is_dry_run,
        )
        movement = created.movement
        charged, balance = (movement.amount, movement.balance_after) if movement else (0, None)
        made = new_customer_answer(created.customer, created.quote.breakdown, charged, balance, created.letter)
        return self.answer(customer_preview(made), status=DRY) if self.is_dry_run else self.answer(made)


class QuoteView(PartnerView):
    gate_columns = (WALLET_COLUMN,)

    @operation(
        Operation(
            summary="Quote a customer",
            description="What a customer made with this body would cost. Nothing is written; the order is enough.",
            scope=CUSTOMERS_READ.name,
            body=QuoteInput,
            answer=QuoteAnswer,
            errors=(*MAY_NOT_SELL, *NOT_ORDERABLE),
        )
    )
    def post(self, request: Request) -> HttpResponse:
        order = _order(self.body())
        refuse_if_may_not_sell(self.terms)
        quoted = quote(account_id=self.caller.account_id, discount_percent=self.terms.discount_percent, order=order)
        available, cost = wallet_of(self.caller).available, quoted.breakdown
        return self.answer(
            QuoteAnswer(quoted.plan.slug, quoted.plan.period, cost, available, sufficient=cost.total <= available)
        )


class CustomerView(PartnerView):
    gate_columns = (WALLET_COLUMN,)

    @operation(
        Operation(
            summary="Read a customer",
            description="A deleted customer can still be read; its status says so.",
            scope=CUSTOMERS_READ.name,
            answer=CustomerAnswer,
            errors=(CustomerNotFound,),
        )
    )
    def get(self, request: Request, customer_id: str) -> HttpResponse:
        return self.answer(customer_answer(find_customer(self.caller, customer_id)))

    @operation(
        Operation(
            summary="Change a customer",
            description=(
                "Plan, seats, add-ons and profile. The difference is charged or refunded for the rest of the period, "
                "to the second: `round(newCost * left / period) - round(oldCost * left / period)`. What is given up "
                "comes back by the `refundRule` of the plan. Prices and rule hold still while a period runs. A plan "
                "of another period lasts to the end of that period, counted from the same beginning. Add-ons that "
                "are not named stay. An order with less storage than is used is refused. `dryRun=true` writes nothing."
            ),
            scope=CUSTOMERS_WRITE.name,
            body=ChangeInput,
            query=DryRunQuery,
            answer=ChangeAnswer,
            errors=(
                CustomerNotFound,
                OperationNotAllowed,
                *NOT_ORDERABLE,
                StorageInUse,
                *TRIALS,
                CustomerExists,
                InsufficientCredits,
                KeyCapReached,
            ),
        )
    )
    def patch(self, request: Request, customer_id: str) -> HttpResponse:
        dry_run = self.is_dry_run
        change = change_customer(
            caller=self.caller,
            terms=self.terms,
            wallet_id=wallet_of(self.caller).id,
            customer_id=customer_id,
            fields=self.body(),
            dry_run=dry_run,
            condition=self.precondition(customer_tag),
        )
        tag = "" if dry_run else customer_tag(change.customer)
        return self.answer(change_answer(change, dry_run=dry_run), tag=tag)

    @operation(
        Operation(
            summary="Delete a customer",
            description=(
                "For ever, though it can still be read. A paid period is refunded by the `refundRule` of its plan, by "
                "default its unused part, and the email address is free again. `dryRun=true` writes nothing."
            ),
            scope=CUSTOMERS_WRITE.name,
            query=DryRunQuery,
            answer=DeletionAnswer,
            errors=(CustomerNotFound, OperationNotAllowed),
        )
    )
    def delete(self, request: Request, customer_id: str) -> HttpResponse:
        dry_run = self.is_dry_run
        deletion = delete_customer(
            caller=self.caller,
            wallet_id=wallet_of(self.caller).id,
            customer_id=customer_id,
            dry_run=dry_run,
            condition=self.precondition(customer_tag),
        )
        return self.answer(deletion_answer(deletion, dry_run=dry_run))


def _order(sent: dict[str, Any]) -> Order:
    return Order(
        plan_id=sent["plan_id"],
        seats=sent["seats"],
        add_ons=sent.get("add_ons", {}),
        ai_lens_medical=sent["ai_lens_medical"],
    )


def _profile(sent: dict[str, Any]) -> Profile:
    return Profile(
        email=sent["email"],
        name=sent["name"],
        company_name=sent["company_name"],
        phone=sent["phone"],
        language=sent["language"],
        focus_mode=sent["account_focus_mode"],
    )
