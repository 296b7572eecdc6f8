"""Endpoints of the Partner API about the account, its ledger and its plans."""

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from api.paging import WholeQuery
from credits.account import AccountAnswer, account_answer
from credits.history import History, HistoryQuery, history
from credits.plans import PlanList, PlanOffer, enabled_plan, enabled_plans
from credits.wallets import SEAL_COLUMN, WALLET_COLUMN, wallet_of
from errors_docs.exceptions import PlanNotFound
from partners.scopes import ACCOUNT_READ, PLANS_READ
from partners.views import PartnerView


class AccountView(PartnerView):
    gate_columns = (WALLET_COLUMN, SEAL_COLUMN)

    @operation(Operation(summary="Read your account", scope=ACCOUNT_READ.name, answer=AccountAnswer))
    def get(self, request: Request) -> HttpResponse:
        return self.answer(account_answer(self.caller, wallet_of(self.caller), self.caller.columns[1]))


class HistoryView(PartnerView):
    gate_columns = (WALLET_COLUMN,)

    @operation(
        Operation(
            summary="List every movement of your credits",
            description=(
                "Newest first. `creditsUsed` is negative where credits came in, as for a refund. All filters that are "
                "given must hold; `total` is that of what they leave."
            ),
            scope=ACCOUNT_READ.name,
            query=HistoryQuery,
            answer=History,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        portion, filters = self.portion()
        return self.answer(history(wallet_of(self.caller), portion, **filters))


class PlansView(PartnerView):
    @operation(
        Operation(
            summary="List the plans that you sell",
            description=(
                "The plans that you have enabled, with your wholesale price, your retail price and the margin; all of "
                "them unless a `limit` is sent."
            ),
            scope=PLANS_READ.name,
            query=WholeQuery,
            answer=PlanList,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        portion, _ = self.portion()
        mine = enabled_plans(self.caller.account_id, portion, discount_percent=self.terms.discount_percent)
        return self.answer(mine)


class PlanView(PartnerView):
    @operation(
        Operation(
            summary="Read one plan that you sell", scope=PLANS_READ.name, answer=PlanOffer, errors=(PlanNotFound,)
        )
    )
    def get(self, request: Request, plan_id: str) -> HttpResponse:
        return self.answer(
            enabled_plan(
                account_id=self.caller.account_id, discount_percent=self.terms.discount_percent, plan_id=plan_id
            )
        )
