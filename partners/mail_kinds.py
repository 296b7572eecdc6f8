"""The kinds of mail: who causes one, and how many leave. All bounds of mail are here and in the settings they name."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from django.conf import settings

MINUTE: Final = 60
DAY: Final = 24 * 60 * MINUTE


class By(Enum):
    """What a bound counts; ``reason`` of the RATE_LIMITED that it becomes."""

    #: All mail of the kind to a mailbox, of all who cause it.
    MAILBOX = "mail_to_address"
    #: The same for an address as it is written, plus tag included.
    ADDRESS = "mail_to_exact_address"
    #: What one account causes to a mailbox.
    ACCOUNT_AND_MAILBOX = "mail_to_address_by_account"
    ACCOUNT = "mail_of_account"
    #: What strangers from one network cause; in IPv6 that is a /64.
    NETWORK = "mail_of_network"


@dataclass(frozen=True)
class Bound:
    """At most so many mails in any span of so many seconds. One in a span is a cooldown."""

    by: By
    #: None: the setting WELCOME_MAILS_PER_DAY.
    number: int | None
    seconds: int = DAY

    @property
    def most(self) -> int:
        return settings.WELCOME_MAILS_PER_DAY if self.number is None else self.number

    @property
    def reason(self) -> str:
        """The reason for callers: which account fills a mailbox is nobody else's business."""
        return By.MAILBOX.value if self.by in (By.ACCOUNT_AND_MAILBOX, By.ADDRESS) else self.by.value


@dataclass(frozen=True)
class MailKind:
    """A kind of mail. ``name`` is part of what is counted: a new name begins at 0."""

    name: str
    caused_by: str
    bounds: tuple[Bound, ...]
    #: It goes to the account's contact, unless that is the unverified address of a member: somebody else's, perhaps.
    to_contact: bool = False
    #: Beyond these a mail isn't sent, and who causes it doesn't hear of it.
    quiet: tuple[Bound, ...] = ()


WELCOME: Final = MailKind(
    "welcome",
    "a partner's key, to any address",
    (Bound(By.MAILBOX, 10), Bound(By.ACCOUNT_AND_MAILBOX, 5), Bound(By.ACCOUNT, None)),
)
INVITATION: Final = MailKind(
    "invitation",
    "an owner with a verified address, to any address",
    (
        Bound(By.MAILBOX, 10),
        Bound(By.ACCOUNT_AND_MAILBOX, 3),
        Bound(By.ACCOUNT_AND_MAILBOX, 1, 10 * MINUTE),
        Bound(By.ACCOUNT, 50),
    ),
)
LOW_BALANCE: Final = MailKind(
    "low_balance", "charges of an account, to its contact", (Bound(By.ACCOUNT, 5),), to_contact=True
)
WEBHOOK_DISABLED: Final = MailKind(
    "webhook_disabled", "responses of an account's endpoints, to its contact", (Bound(By.ACCOUNT, 10),), to_contact=True
)
SIGN_UP: Final = MailKind(
    "sign_up",
    "a stranger who signs up or changes an address, to any address",
    (Bound(By.ADDRESS, 10), Bound(By.MAILBOX, 30), Bound(By.NETWORK, 200)),
)
#: By the address of the account: else ten letters to other plus tags of a mailbox would keep its owner out for a day.
PASSWORD_RESET: Final = MailKind(
    "password_reset", "a stranger, to any address", (Bound(By.ADDRESS, 10), Bound(By.NETWORK, 200))
)
#: In the place of a reset, to an address without an account; alike for its cause, but a mailbox gets no more than ten.
NO_ACCOUNT: Final = replace(PASSWORD_RESET, quiet=(Bound(By.MAILBOX, 10),))
SECURITY_NOTICE: Final = MailKind(
    "security_notice", "a user who is signed in, to their own address", (Bound(By.MAILBOX, 20),)
)

#: By their names: NO_ACCOUNT is counted as PASSWORD_RESET is, and has all of its bounds.
KINDS: Final = (WELCOME, INVITATION, LOW_BALANCE, WEBHOOK_DISABLED, SIGN_UP, NO_ACCOUNT, SECURITY_NOTICE)
