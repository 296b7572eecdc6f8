"""The operator's pages for keys, tiers and people. Accounts are in credits/admin, because their page shows credits."""

from partners.admin.api_key import ApiKeyAdmin
from partners.admin.log_entry import LogEntryAdmin
from partners.admin.logged_request import LoggedRequestAdmin
from partners.admin.tier import TierAdmin
from partners.admin.user import GroupAdmin, UserAdmin

__all__ = ["ApiKeyAdmin", "GroupAdmin", "LogEntryAdmin", "LoggedRequestAdmin", "TierAdmin", "UserAdmin"]
