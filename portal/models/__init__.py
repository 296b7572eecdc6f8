"""Who may sign in for an account, who was invited to, the key that its samples use, and what sign-ins leave."""

from portal.models.cached_value import CachedValue
from portal.models.invitation import Invitation
from portal.models.membership import Membership
from portal.models.sample_key import SampleKey

__all__ = ["CachedValue", "Invitation", "Membership", "SampleKey"]
