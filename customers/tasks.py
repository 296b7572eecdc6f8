"""Work about customers that leaves the request; enqueued in the transaction that caused it."""

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from customers.models import Customer

WELCOME = """Hello {name},

{partner} has set up {plan} for you.

Your sign-in address is {email}. If you did not expect this mail, tell {partner}.
"""


@app.task(name="customers.send_welcome_mail", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_welcome_mail(*, customer_id: str) -> None:
    """Sends the welcome mail. A mail server that is away is tried again, eight times over some hours."""
    customer = Customer.objects.select_related("account", "subscription__plan").get(public_id=customer_id)
    body = WELCOME.format(
        name=customer.name or customer.email,
        partner=customer.account.name,
        plan=customer.subscription.plan.name,
        email=customer.email,
    )
    subject = f"Welcome to {customer.subscription.plan.name}"
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [customer.email]).send()
