"""A mail in the operator's brand, as text and as HTML, in a language that may be written from right to left."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from foundation.mail_address import mailable
from foundation.text import one_line

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})


def send_mail(*, subject: str, text: str, address: str, html: str = "") -> None:
    """Send a mail, whatever its subject and its address were when they were stored: all mail leaves here.

    Raises what the mail server's failure raises.
    """
    message = EmailMultiAlternatives(one_line(subject), text, settings.DEFAULT_FROM_EMAIL, [mailable(address)])
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a mail says. ``facts`` are pairs of a name and a value, shown as a table after the first paragraph.

    Names that people typed go through foundation.text.unlinked first: readers of mail make links of text themselves.
    """

    language: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    #: Under the line: why the reader got this.
    footer: str

    def send(self, address: str) -> None:
        """Send it. Raises what the mail server's failure raises."""
        context = {"letter": self, "brand": settings.BRAND_NAME, "direction": self.direction}
        html = render_to_string("mail/letter.html", context)
        send_mail(subject=self.subject, text=self.text, html=html, address=address)

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def text(self) -> str:
        """The whole letter without markup."""
        first, *rest = self.paragraphs
        facts = "\n".join(f"{name}: {value}" for name, value in self.facts)
        blocks = (self.greeting, first, facts, *rest, f"{settings.BRAND_NAME}\n{self.footer}")
        return "\n\n".join(block for block in blocks if block) + "\n"
