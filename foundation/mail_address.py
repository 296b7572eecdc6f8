"""The form of mail addresses: what is accepted can be mailed, and has one spelling besides the case of its letters.

Before the @ an address is ASCII: anything else needs SMTPUTF8 of every server on the way, so mail to it may never
arrive. A domain is stored as it is looked up, in ASCII (IDNA 2008). Dots and plus tags make addresses different.
"""

import re
from typing import Final

import idna
import regex
from email_validator import EmailNotValidError, validate_email

#: RFC 5321, 4.5.3.1.3, without the angle brackets.
LONGEST: Final = 254
#: What copying from a page adds: characters that show nothing, and blanks at the ends. Joiners may belong to a domain.
_ADDED: Final = regex.compile(r"[\p{Default_Ignorable_Code_Point}--[\u200c\u200d]]|^\s+|\s+$", flags=regex.VERSION1)
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_WITHOUT_JOINERS: Final = str.maketrans("", "", "\u200c\u200d")
_AT_SIGNS: Final = str.maketrans({"\uff20": "@", "\ufe6b": "@"})
#: What IDNA takes for a dot (UTS 46).
_DOTS: Final = (".", "\u3002", "\uff0e", "\uff61")


class AddressRefused(ValueError):
    """The text is not an address that can be mailed; its words are for the writer, ``code`` names the rule."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.code = code


def mail_address(text: str) -> str:
    """Return the address as mail is sent to it; letters keep their case. Raises AddressRefused."""
    stripped = text if len(text) > 4 * LONGEST else _ADDED.sub("", text)
    if len(stripped) > LONGEST:
        raise AddressRefused(f"Ensure this field has no more than {LONGEST} characters.", "max_length")
    local, _, domain = stripped.translate(_AT_SIGNS).rpartition("@")
    local = local.translate(_WITHOUT_JOINERS)
    if foreign := _NOT_ASCII.search(local):
        said = f"This contains U+{ord(foreign[0]):04X} before the @-sign, where only ASCII characters can be mailed."
        raise AddressRefused(said)
    domain = domain[:-1] if domain.endswith(_DOTS) else domain
    try:
        checked = validate_email(f"{local}@{domain}", check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as wrong:
        raise AddressRefused(str(wrong)) from wrong
    return f"{local}@{domain if domain.isascii() else checked.ascii_domain}"


def mailbox_key(stored: str) -> str:
    """Return what all addresses of one mailbox have in common: as stored, in lower case and without a plus tag."""
    local, _, domain = mailable(stored).lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def mailable(stored: str) -> str:
    """Return a stored address as mail is sent to it; one from before the rule that breaks it stays as it is."""
    try:
        return mail_address(stored)
    except AddressRefused:
        return stored


def readable_address(stored: str) -> str:
    """Return an address with its domain in the letters that its owner reads."""
    local, _, domain = stored.rpartition("@")
    if "xn--" not in domain.lower():
        return stored
    try:
        return f"{local}@{idna.decode(domain)}"
    except idna.IDNAError:
        return stored


def searched_address(part: str) -> str:
    """Return an address or a part of one as the stored addresses contain it: a domain's letters in ASCII."""
    cleaned = _ADDED.sub("", mailable(part))
    local, at, domain = cleaned.rpartition("@")
    try:
        return cleaned if domain.isascii() else f"{local}{at}{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return cleaned
