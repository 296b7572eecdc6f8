"""How often one may try to sign in, and who may here. Tries are counted, not failures: that needs no answer from the
password check."""

from hashlib import sha256
from typing import Final

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from unfold.forms import AuthenticationForm

from partners import rate_limits
from partners.models import User
from partners.refused_keys import network_of

#: Tries a minute from one address, in IPv6 from one /64.
ADDRESS_QUOTA: Final = 10
#: Tries a minute for one name from all addresses together. Higher, so that one stranger alone can't lock a name.
NAME_QUOTA: Final = 30


def seconds_to_wait(request: HttpRequest) -> int:
    """Counts one try to sign in. 0 if it may go on, otherwise the seconds after which the next one may."""
    name = request.POST.get("username", "").strip().lower()
    windows = [
        rate_limits.hit(f"sign-in:{network_of(request.META['REMOTE_ADDR'])}", ADDRESS_QUOTA),
        # A name may be longer than a window's key, and what was typed there may be a password.
        rate_limits.hit(f"sign-in-name:{sha256(name.encode()).hexdigest()[:32]}", NAME_QUOTA),
    ]
    return max((window.frees_in_seconds for window in windows if window.used is None), default=0)


class SignInForm(AuthenticationForm):
    """A password alone is not enough for somebody who has a second factor: the portal's sign-in asks for both."""

    def confirm_login_allowed(self, user: User) -> None:
        """Raises ValidationError."""
        super().confirm_login_allowed(user)
        if Authenticator.objects.filter(user_id=user.pk).exists():
            says = "You have a second factor: sign in at /accounts/login/?next=/admin/ instead."
            raise ValidationError(says, code="second_factor")
