"""Why a text can't be an API key, read from the text alone: cut off, quoted, a placeholder, another kind of secret.

So no reason says which keys there are, the database is not asked, and nothing of the text is repeated.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from django.conf import settings

from api.ids import has_shape
from errors_docs.exceptions import MalformedKey
from errors_docs.surfaces import SURFACES, Surface
from partners.key_format import length_of, letters_of, mode_of, shape
from partners.modes import MODES

#: Of a longer text the beginning says enough.
LONGEST: Final = 512
#: Straight and typographic quotes of many languages, and brackets.
QUOTES: Final = "\"'`<>()[]{}\u00ab\u00b4\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
#: Secrets of this server that open something else, by what they begin with.
OTHER_SECRETS: Final = {"agt_": "agent_token", "whsec_": "webhook_secret"}

_BEARER: Final = re.compile(r"bearer\b[\s:=]*", re.IGNORECASE)
#: What programs make of a variable that isn't set, and what samples say.
_UNSET: Final = frozenset(
    {"", "undefined", "null", "none", "nil", "nan", "false", "true", "test", "secret", "token", "key", "object object"}
)
_PLACEHOLDER: Final = re.compile(
    r"\$|\{\{|your|api[_ -]?key|replace|insert|example|changeme|placeholder|x{6}|process\.env|environ", re.IGNORECASE
)
_ELLIPSIS: Final = re.compile(r"…|\.{2,}|\*{2,}|•")
#: As samples write it; anything more is a key that some list has shortened.
_BARE_ELLIPSIS: Final = re.compile(r"([a-z]+_(live|test)_)?(…|\.{2,})")
#: Stripe's, OpenAI's, GitHub's, GitLab's, Slack's, AWS's, Google's, SendGrid's, Hugging Face's, npm's, and JWTs.
_OTHER_SERVICE: Final = re.compile(
    r"[rp]k_(live|test)_|sk_(live|test)_.{80}|sk-(?!live|test)|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|AIza|ya29\.|SG\.|hf_"
    r"|npm_|eyJ"
)


def refuse_malformed(surface: Surface, secret: str) -> None:
    """Raise MalformedKey, with the reason, if a text can't be a key of the surface."""
    if mode_of(surface, secret) is None:
        raise MalformedKey(expected=shape(surface), reason=reason_of(surface, secret))


def reason_of(surface: Surface, secret: str) -> str:
    """Return which of the reasons in errors_docs/catalogues/key_reasons.py a text is refused for."""
    text = _readable(secret[:LONGEST])
    for reason in _LOOKS:
        if found := reason(surface, text):
            return found
    return _why_not_the_shape(surface, text)


def _readable(secret: str) -> str:
    """The text as its sender saw it: a header's bytes come as Latin-1, though most clients send UTF-8."""
    try:
        return secret.encode("latin-1").decode()
    except UnicodeError:
        return secret


def _of_form(surface: Surface, text: str) -> str:
    """What came along with a key, or came in its place."""
    if _BEARER.match(text):
        return "doubled_bearer"
    if _ELLIPSIS.search(text):
        return "placeholder" if _BARE_ELLIPSIS.fullmatch(text) else "shortened"
    if text.strip(QUOTES).lower() in _UNSET or _PLACEHOLDER.search(text):
        return "placeholder"
    if text[0] in QUOTES or text[-1] in QUOTES:
        return "quoted"
    return "sent_twice" if "," in text else ""


def _of_another_kind(surface: Surface, text: str) -> str:
    """A secret or an id that is not a key of this surface."""
    for prefix, reason in OTHER_SECRETS.items():
        if text.startswith(prefix) and not has_shape(text, prefix.rstrip("_")):
            return reason
    others = [settings.KEY_PREFIXES[name] for name in SURFACES if name != surface.name]
    if text.startswith(tuple(f"{prefix}_{mode}_" for prefix in others for mode in MODES)):
        return "other_surface"
    if has_shape(text, text.partition("_")[0]):
        return "public_id"
    return "other_service" if _OTHER_SERVICE.match(text) else ""


_LOOKS: Final[Sequence[Callable[[Surface, str], str]]] = (_of_form, _of_another_kind)


def _why_not_the_shape(surface: Surface, text: str) -> str:
    """What is wrong with a text that seems to be meant as a key of this surface."""
    if any(not letter.isascii() or letter.isspace() or not letter.isprintable() for letter in text):
        return "stray_characters"
    prefix = settings.KEY_PREFIXES[surface.name]
    head = next((head for mode in MODES if text.startswith(head := f"{prefix}_{mode}_")), None)
    if head is None:
        return "wrong_prefix"
    body = text.removeprefix(head)
    if (difference := len(body) - length_of(surface)) != 0:
        return "cut_off" if difference < 0 else "too_long"
    return "mistyped" if set(body) <= letters_of(surface) else "wrong_characters"
