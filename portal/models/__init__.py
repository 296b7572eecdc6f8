"""Who may sign in for an account, who was invited to, and the key that its samples use."""

from portal.models.invitation import Invitation
from portal.models.membership import Membership
from portal.models.sample_key import SampleKey

__all__ = ["Invitation", "Membership", "SampleKey"]
