"""The operator's pages for accounts with their credits, the ledger, and prices."""

from credits.admin.account import AccountAdmin
from credits.admin.approval import ApprovalAdmin
from credits.admin.entry import EntryAdmin
from credits.admin.hold import HoldAdmin
from credits.admin.plan import AddOnPriceAdmin, PlanAdmin, PlanOpeningAdmin
from credits.admin.retail import RetailAddOnPriceAdmin, RetailPriceAdmin
from credits.admin.wallet import WalletAdmin

__all__ = [
    "AccountAdmin",
    "AddOnPriceAdmin",
    "ApprovalAdmin",
    "EntryAdmin",
    "HoldAdmin",
    "PlanAdmin",
    "PlanOpeningAdmin",
    "RetailAddOnPriceAdmin",
    "RetailPriceAdmin",
    "WalletAdmin",
]
