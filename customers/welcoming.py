"""Sending the welcome mail: counted against its bounds, and only shown in test mode."""

from dataclasses import dataclass
from typing import Annotated

from customers.models import Customer
from customers.tasks import send_welcome_mail
from customers.welcome import welcome_letter
from partners.caller import Caller
from partners.mail import Cause, enqueue_mail, recipient_digest
from partners.mail_kinds import WELCOME
from partners.modes import LIVE


@dataclass(frozen=True)
class LetterAnswer:
    """The welcome mail of a customer in test mode, where strangers get none."""

    subject: Annotated[str, "in the customer's language"]
    text: Annotated[str, "the whole letter without markup; it is sent as text and as HTML"]
    sent: Annotated[bool, "true: it is sent, because the address is a verified one of a member of your account"]


def send_welcome(caller: Caller, customer: Customer) -> LetterAnswer | None:
    """Enqueue the mail; in test mode return what it says. Raises RateLimited: let it leave the transaction."""
    sent = enqueue_mail(
        WELCOME,
        send_welcome_mail,
        Cause(to=customer.email, account_id=caller.account_id, mode=caller.mode),
        customer_id=customer.public_id,
        recipient=recipient_digest(customer.email),
    )
    if caller.mode == LIVE:
        return None
    letter = welcome_letter(customer, caller.account_name)
    return LetterAnswer(letter.subject, letter.text, sent)
