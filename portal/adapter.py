"""How django-allauth works here: mail leaves by the task queue, second factors are sealed at rest."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from errors_docs.exceptions import RateLimited
from partners.addresses import plain_address
from partners.mail import Cause
from partners.mail_kinds import NO_ACCOUNT, PASSWORD_RESET, SECURITY_NOTICE, SIGN_UP, MailKind
from partners.refused_keys import network_of
from partners.sealing import seal, unseal
from portal.invitations import open_invitation_of
from portal.mail import send_later

SECOND_FACTORS: Final = "second factors"
#: What strangers cause; any other mail is about something that a user did while signed in.
MAIL_KINDS: Final[Mapping[str, MailKind]] = {
    "account/email/email_confirmation": SIGN_UP,
    "account/email/email_confirmation_signup": SIGN_UP,
    "account/email/account_already_exists": SIGN_UP,
    "account/email/password_reset_key": PASSWORD_RESET,
    "account/email/unknown_account": NO_ACCOUNT,
}
NO_MORE_MAIL: Final = "This address, or your network, has caused as much mail as a day allows: no more is sent today."


class PortalAdapter(DefaultAccountAdapter):
    """Named in ACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether somebody may sign up: where SIGN_UP is false, only with an invitation that is open."""
        return bool(settings.SIGN_UP) or open_invitation_of(request) is not None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders now, while the request is at hand, and sends by a task.

        Beyond the bounds it says so and sends nothing, alike for addresses with an account and without.
        """
        rooted = {name: at_base_url(value) if name.endswith("_url") else value for name, value in context.items()}
        message = self.render_mail(template_prefix, email, {"email": email, **rooted})
        # Each notice has its own count, so that many of one can't keep another back.
        notice = replace(SECURITY_NOTICE, name=f"{SECURITY_NOTICE.name}:{template_prefix}")
        kind = MAIL_KINDS.get(template_prefix, notice)
        cause = Cause(to=email, network="" if kind is notice else network_of(self.request.META["REMOTE_ADDR"]))
        try:
            with transaction.atomic():
                send_later(kind, cause, subject=str(message.subject), body=str(message.body))
        except RateLimited:
            messages.error(self.request, NO_MORE_MAIL)

    def format_email_subject(self, subject: str) -> str:
        """Without the host's name before it: the sender says who writes."""
        return str(subject)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the server's shell found out; X-Forwarded-For is no business of a page."""
        return plain_address(str(request.META.get("REMOTE_ADDR", "")))

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site, whatever host name it was called by."""
        return url is not None and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where the change was begun."""
        return reverse("portal:settings")


def at_base_url(address: str) -> str:
    """Put a link below BASE_URL: allauth builds it from the Host header, which the caller chooses."""
    return settings.BASE_URL + urlunsplit(urlsplit(address)._replace(scheme="", netloc=""))


class SealingMfaAdapter(DefaultMFAAdapter):
    """Named in MFA_ADAPTER. A copy of the database alone gives nobody a second factor."""

    def encrypt(self, text: str) -> str:
        return seal(text.encode(), SECOND_FACTORS).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode(), SECOND_FACTORS).decode()
