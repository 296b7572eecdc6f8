"""Money and prices: wallets, the ledger, grants and holds; plans, add-ons and what they cost."""

from credits.models.approval import Approval, ApprovalState
from credits.models.entry import Entry, Kind, Seal, Side
from credits.models.grant import Grant, GrantKind
from credits.models.hold import Hold, HoldState
from credits.models.plan import AddOnPrice, Plan, PlanOpening, RetailAddOnPrice, RetailPrice
from credits.models.wallet import Wallet

__all__ = [
    "AddOnPrice",
    "Approval",
    "ApprovalState",
    "Entry",
    "Grant",
    "GrantKind",
    "Hold",
    "HoldState",
    "Kind",
    "Plan",
    "PlanOpening",
    "RetailAddOnPrice",
    "RetailPrice",
    "Seal",
    "Side",
    "Wallet",
]
