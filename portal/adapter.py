"""How django-allauth works here: mail leaves by the task queue, second factors are sealed at rest."""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from partners.addresses import plain_address
from partners.sealing import seal, unseal
from portal.mail import send_later

SECOND_FACTORS: Final = "second factors"


class PortalAdapter(DefaultAccountAdapter):
    """Named in ACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Who was invited may always sign up."""
        return bool(settings.SIGN_UP) or "invitation" in request.session

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders now, while the request is at hand, and sends by a task."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        send_later(subject=str(message.subject), body=str(message.body), to=email)

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


class SealingMfaAdapter(DefaultMFAAdapter):
    """Named in MFA_ADAPTER. A copy of the database alone gives nobody a second factor."""

    def encrypt(self, text: str) -> str:
        return seal(text.encode(), SECOND_FACTORS).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode(), SECOND_FACTORS).decode()
