"""Who is calling: accounts, their profile, their keys, and the people who manage them."""

from partners.models.account import Account, AccountStatus, Partner, Tier
from partners.models.api_key import ApiKey
from partners.models.rate_window import RateWindow
from partners.models.user import User

__all__ = ["Account", "AccountStatus", "ApiKey", "Partner", "RateWindow", "Tier", "User"]
