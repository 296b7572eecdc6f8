"""Mail of the portal. It may carry links that open an account, so that what waits in the queue is sealed."""

from typing import Final

import orjson
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from partners import letters
from partners.mail import Cause, enqueue_mail
from partners.mail_kinds import MailKind
from partners.sealing import seal, unseal

WAITING_MAIL: Final = "waiting mail"


def send_later(kind: MailKind, cause: Cause, *, subject: str, body: str) -> None:
    """Count and enqueue a mail, in the open transaction. Raises RateLimited: let it leave the transaction."""
    letter = orjson.dumps({"subject": subject, "body": body, "to": cause.to})
    enqueue_mail(kind, send_mail, cause, sealed=seal(letter, WAITING_MAIL).decode())


@app.task(name="portal.send_mail", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_mail(*, sealed: str) -> None:
    """Send it. A mail server that is away is tried again, eight times over some hours."""
    letter = orjson.loads(unseal(sealed.encode(), WAITING_MAIL))
    letters.send_mail(subject=letter["subject"], text=letter["body"], address=letter["to"])
