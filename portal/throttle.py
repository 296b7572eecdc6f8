"""How often one may try to sign in, exact over all processes. Tries are counted, as in the admin, not failures."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from django.http import HttpRequest

from foundation.mail_address import mailable
from partners import rate_limits
from partners.refused_keys import network_of

#: Tries a minute from one address (in IPv6 from one /64), by the name of the URL that the form is sent to.
ADDRESS_QUOTAS: Final[Mapping[str, int]] = {
    "account_login": 10,
    "account_signup": 10,
    "account_reset_password": 5,
    "account_reauthenticate": 10,
    "mfa_authenticate": 10,
    "mfa_reauthenticate": 10,
    "mfa_login_webauthn": 10,
    "invitation": 20,
}
#: Tries a minute for one address of mail from everywhere, by URL and the field that has it.
NAME_QUOTAS: Final[Mapping[str, tuple[str, int]]] = {
    "account_login": ("login", 30),
    "account_reset_password": ("email", 5),
}


def seconds_to_wait(request: HttpRequest, url_name: str) -> int:
    """Counts a form that is sent. 0 if it may go on, otherwise the seconds after which the next one may."""
    if request.method != "POST" or url_name not in ADDRESS_QUOTAS:
        return 0
    network = network_of(request.META["REMOTE_ADDR"])
    windows = [rate_limits.hit(f"portal:{url_name}:{network}", ADDRESS_QUOTAS[url_name])]
    if url_name in NAME_QUOTAS:
        field, quota = NAME_QUOTAS[url_name]
        name = mailable(request.POST.get(field, "").strip()).lower()
        # What was typed there may be a password.
        windows.append(rate_limits.hit(f"portal:{field}:{sha256(name.encode()).hexdigest()[:32]}", quota))
    return max((window.frees_in_seconds for window in windows if window.used is None), default=0)
