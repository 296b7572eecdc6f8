"""Who is calling: accounts, their profile, their keys, and the people who manage them."""

from partners.models.account import Account, AccountStatus, Partner, Tier
from partners.models.api_key import ApiKey
from partners.models.idempotency import IdempotentAnswer
from partners.models.key_spend import KeySpend
from partners.models.logged_request import LoggedRequest
from partners.models.mail_window import MailWindow
from partners.models.rate_window import RateWindow
from partners.models.user import User

__all__ = [
    "Account",
    "AccountStatus",
    "ApiKey",
    "IdempotentAnswer",
    "KeySpend",
    "LoggedRequest",
    "MailWindow",
    "Partner",
    "RateWindow",
    "Tier",
    "User",
]
