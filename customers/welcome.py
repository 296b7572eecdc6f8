"""The welcome mail, in the customer's language."""

from dataclasses import dataclass
from typing import Final

from customers.models import Customer
from foundation.mail_address import readable_address
from foundation.text import unlinked
from partners.letters import Letter


@dataclass(frozen=True)
class Words:
    """One language's sentences over {name}, {partner}, {plan}; a table names what the customer has."""

    subject: str
    greeting: str
    opening: str
    address: str
    plan: str
    provider: str
    unexpected: str
    footer: str


FALLBACK: Final = "en"
WORDS: Final = {
    "en": Words(
        subject="Welcome to {plan}",
        greeting="Hello {name},",
        opening="{partner} has set up {plan} for you.",
        address="Sign-in address",
        plan="Plan",
        provider="Provided by",
        unexpected="If you have any questions, or did not expect this mail, please contact {partner}.",
        footer="You are receiving this mail because {partner} opened an account for you.",
    ),
    "de": Words(
        subject="Willkommen bei {plan}",
        greeting="Guten Tag {name},",
        opening="{partner} hat {plan} für Sie eingerichtet.",
        address="E-Mail-Adresse zur Anmeldung",
        plan="Tarif",
        provider="Bereitgestellt von",
        unexpected="Bei Fragen, oder falls Sie diese E-Mail nicht erwartet haben, wenden Sie sich bitte an {partner}.",
        footer="Sie erhalten diese E-Mail, weil {partner} ein Konto für Sie eröffnet hat.",
    ),
    "es": Words(
        subject="Le damos la bienvenida a {plan}",
        greeting="Hola, {name}:",
        opening="{partner} ha configurado {plan} para usted.",
        address="Correo de acceso",
        plan="Plan",
        provider="Proporcionado por",
        unexpected="Si tiene alguna pregunta o no esperaba este correo, póngase en contacto con {partner}.",
        footer="Recibe este correo porque {partner} ha abierto una cuenta a su nombre.",
    ),
    "ar": Words(
        subject="مرحبًا بك في {plan}",
        greeting="مرحبًا {name}،",
        opening="أعدّ لك فريق {partner} خدمة {plan}.",
        address="بريد تسجيل الدخول",
        plan="الخطة",
        provider="مقدّم الخدمة",
        unexpected="إذا كانت لديك أي أسئلة، أو لم تكن تتوقع هذه الرسالة، فيُرجى التواصل مع فريق {partner}.",
        footer="تصلك هذه الرسالة لأن فريق {partner} فتح حسابًا باسمك.",
    ),
}


def language_of(tag: str) -> str:
    """The language of WORDS for a language tag such as de-AT or pt_BR; English for one that isn't there."""
    primary = tag.replace("_", "-").partition("-")[0].strip().lower()
    return primary if primary in WORDS else FALLBACK


def welcome_letter(customer: Customer, partner: str) -> Letter:
    """Write the letter of a customer, with its subscription and plan at hand, from a partner's name."""
    language = language_of(customer.language)
    words, address = WORDS[language], readable_address(customer.email)
    values = {
        "name": unlinked(customer.name) or address,
        "partner": unlinked(partner),
        "plan": unlinked(customer.subscription.plan.name),
    }
    return Letter(
        language=language,
        subject=words.subject.format(**values),
        greeting=words.greeting.format(**values),
        paragraphs=(words.opening.format(**values), words.unexpected.format(**values)),
        facts=((words.plan, values["plan"]), (words.address, address), (words.provider, values["partner"])),
        footer=words.footer.format(**values),
    )
