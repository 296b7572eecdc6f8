"""What was probably meant by a name or a value that doesn't exist: words for people, ``suggestion`` for programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rest_framework.exceptions import ErrorDetail

from foundation.nearest import nearest, plain

#: Names of one body for which it is looked up what they mean: who sends more of them did not mistype.
MOST_HINTS: Final = 20
NO_SUCH_FIELD: Final = "There is no such field."
#: The plain forms of names in which other APIs take a key.
KEY_NAMES: Final = frozenset({"apikey", "xapikey", "key", "token", "accesstoken", "authtoken", "authorization"})
KEY_ELSEWHERE: Final = (
    f"{NO_SUCH_FIELD} Send an API key in a header only. If you sent a real key here, rotate it: it may have been "
    "logged."
)
#: More names than a sentence should list.
MOST_LISTED: Final = 12

#: By the plain form (foundation.nearest) of a word that other APIs have: the fields that it is here. The first that the
#: input has counts.
FIELD_SYNONYMS: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys(("plan", "planname", "product", "productid", "price", "priceid", "tier"), ("planId",)),
    **dict.fromkeys(("quantity", "users", "licenses", "licences", "usercount"), ("seats",)),
    **dict.fromkeys(("emailaddress", "mailaddress"), ("email",)),
    **dict.fromkeys(("displayname", "firstname", "lastname", "contact"), ("name",)),
    **dict.fromkeys(("company", "organization", "organisation", "org", "business"), ("companyName",)),
    **dict.fromkeys(("telephone", "tel", "mobile"), ("phone",)),
    **dict.fromkeys(("extras", "options"), ("addOns",)),
    **dict.fromkeys(("ailens", "lens"), ("aiLensMedical",)),
    **dict.fromkeys(("welcome", "sendemail", "sendmail", "notify"), ("sendWelcomeEmail",)),
    **dict.fromkeys(("lang", "locale"), ("language",)),
    **dict.fromkeys(("trial", "trialperiod", "trialperioddays", "trialend"), ("trialDays",)),
    **dict.fromkeys(("pagesize", "perpage", "size", "count", "max", "maxresults", "take", "top"), ("limit",)),
    **dict.fromkeys(("offset", "skip", "pagenumber"), ("page",)),
    **dict.fromkeys(("pagetoken", "after", "startingafter", "next", "nextcursor", "nextpage"), ("cursor",)),
    **dict.fromkeys(("q", "query", "term", "keyword"), ("search",)),
    **dict.fromkeys(("state", "active", "enabled"), ("status",)),
    **dict.fromkeys(("since", "start", "startdate", "begin"), ("from", "since")),
    **dict.fromkeys(("until", "end", "enddate", "before"), ("to", "until")),
    "from": ("since",),
    "to": ("until",),
    "patient": ("patientId",),
    **dict.fromkeys(("type", "kind", "category"), ("reportType", "event", "tool")),
    **dict.fromkeys(("document", "attachment", "upload", "pdf", "report"), ("file",)),
    **dict.fromkeys(("subject", "label"), ("title", "name")),
    **dict.fromkeys(("endpoint", "callback", "callbackurl", "address", "target", "uri"), ("url",)),
    **dict.fromkeys(("eventtypes", "types", "topics", "subscriptions", "enabledevents"), ("events",)),
    **dict.fromkeys(("ttl", "expires", "expiresin", "expiry"), ("expiresInHours",)),
    **dict.fromkeys(("prompt", "text", "topic", "brief", "description", "input", "question"), ("idea",)),
    **dict.fromkeys(("background", "notes", "constraints"), ("context",)),
    "project": ("projectId",),
    **dict.fromkeys(("dry", "preview", "simulate"), ("dryRun",)),
}


class Hint(str):
    """A problem's code that carries what was probably meant. DRF makes each message again, but hands codes on."""

    suggestion: str | None

    def __new__(cls, code: str, suggestion: str | None) -> "Hint":
        hint = super().__new__(cls, code)
        hint.suggestion = suggestion
        return hint


def unknown_field(name: str, known: Iterable[str], *, within: str = "", elsewhere: Iterable[str] = ()) -> ErrorDetail:
    """The problem of a name that an object doesn't have.

    ``known`` are the names that it has, ``within`` is its own path in the input, and ``elsewhere`` has the paths of the
    fields of other objects in it: a field may be in the wrong place.
    """
    if words := key_words(name):
        return ErrorDetail(words, code="unknown_field")
    own = {leaf: f"{within}.{leaf}" if within else leaf for leaf in known}
    meant = _meant(name, own, {path.rpartition(".")[2]: path for path in elsewhere})
    return ErrorDetail(unknown_field_words(list(own), meant), code=Hint("unknown_field", meant))


def key_words(name: str) -> str:
    """The message for a name in which other APIs take a key, "" for any other."""
    return KEY_ELSEWHERE if plain(name) in KEY_NAMES else ""


def _meant(name: str, own: Mapping[str, str], elsewhere: Mapping[str, str]) -> str | None:
    """Return the path of the field that was meant; both mappings lead from names to paths."""
    if name in elsewhere:
        return elsewhere[name]
    if (near := nearest(name, own, FIELD_SYNONYMS)) is not None:
        return own[near]
    if (near := nearest(name, elsewhere, FIELD_SYNONYMS)) is not None:
        return elsewhere[near]
    return nearest(name, elsewhere.values())


def unknown_field_words(known: Sequence[str], suggestion: str | None) -> str:
    """The message for a name that doesn't exist."""
    if suggestion is not None:
        return f"{NO_SUCH_FIELD} Did you mean {suggestion}?"
    return f"{NO_SUCH_FIELD} {listed('The fields are', known)}".rstrip()


def choice_words(choices: Iterable[str], suggestion: str | None) -> str:
    """The message for a value that is not one of the choices."""
    meant = "" if suggestion is None else f" Did you mean {suggestion}?"
    return f"{listed('This must be one of', list(choices))}{meant}"


def listed(begins: str, names: Sequence[str]) -> str:
    """A sentence that lists names, as many as a reader wants to see; "" for none."""
    shown = ", ".join(names[:MOST_LISTED])
    more = ", …" if len(names) > MOST_LISTED else ""
    return f"{begins} {shown}{more}." if shown else ""
