"""Work about customers that leaves the request; enqueued in the transaction that caused it."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from customers.models import Customer
from customers.welcome import welcome_letter
from partners.mail import recipient_digest


@app.task(name="customers.send_welcome_mail", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_welcome_mail(*, customer_id: str, recipient: str = "") -> None:
    """Send the welcome mail. A mail server that is away is tried again, eight times over some hours.

    Only to the mailbox that was counted: a customer whose address has changed since is mailed by resend-welcome. Jobs
    of a version before this one have no ``recipient``.
    """
    customer = Customer.objects.select_related("account", "subscription__plan").get(public_id=customer_id)
    if recipient in ("", recipient_digest(customer.email)):
        welcome_letter(customer, customer.account.name).send(customer.email)
