"""Work about customers that leaves the request; enqueued in the transaction that caused it."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from customers.models import Customer
from customers.welcome import welcome_letter


@app.task(name="customers.send_welcome_mail", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_welcome_mail(*, customer_id: str) -> None:
    """Sends the welcome mail. A mail server that is away is tried again, eight times over some hours."""
    customer = Customer.objects.select_related("account", "subscription__plan").get(public_id=customer_id)
    welcome_letter(customer).send(customer.email)
