"""Why what came as an API key can't be one: ``details.reason`` and the message of each, on both surfaces.

All of it is read from the text alone, so it says nothing about which keys there are. Public: add freely, never rename.
"""

from collections.abc import Mapping
from typing import Final

#: What to look at first on each of these pages.
READ_THE_REASON: Final = "Read `details.reason`: the reasons are listed below, each with what to do."

#: Nothing came in either header, but perhaps elsewhere or in another form. The usual case is ``no_key``.
MISSING_REASONS: Final[Mapping[str, str]] = {
    "empty": (
        "The header for the API key came without a key: the variable that holds it is probably not set where the code "
        "runs."
    ),
    "no_scheme": (
        "Authorization does not begin with the word Bearer and a blank: write Authorization: Bearer, a blank and the "
        "API key, or send the key alone as X-API-Key."
    ),
    "basic_auth": (
        "Authorization came as Basic, with a user name and a password: write Authorization: Bearer and the API key."
    ),
    "other_scheme": (
        "Authorization came with another scheme than Bearer: write Authorization: Bearer and the API key, or send the "
        "key as X-API-Key."
    ),
    "other_header": (
        "The API key came in a header that is not read: send it as Authorization: Bearer or as X-API-Key."
    ),
    "in_query": (
        "An API key never belongs in an address, where logs and browsers keep it: send it as Authorization: Bearer "
        "or as X-API-Key, and replace the key that was sent."
    ),
}

#: Something came as a key that can't be one.
MALFORMED_REASONS: Final[Mapping[str, str]] = {
    "cut_off": "The API key is too short: its end was cut off. Copy it again, whole; a key is {expected}.",
    "too_long": "The API key is too long: something was added to its end. Copy it again, alone; a key is {expected}.",
    "mistyped": (
        "The API key is mistyped: its checksum is wrong, so a character was changed, lost or swapped. Copy it rather "
        "than type it."
    ),
    "wrong_characters": (
        "The API key has a character that no key has, or a letter in the wrong case. Copy it again; a key is "
        "{expected}."
    ),
    "stray_characters": (
        "The API key has a blank, a line break or an invisible character in it. Copy it again, without them; a key is "
        "{expected}."
    ),
    "quoted": "The API key has quotes or brackets around it: send the key alone.",
    "placeholder": (
        "What came as the API key is a placeholder or an unset variable: put a key in its place; a key is {expected}."
    ),
    "shortened": (
        "What came as the API key is a shortened one, as lists show it: send the whole key. If it is nowhere any more, "
        "make a new one; a key is shown once."
    ),
    "sent_twice": "Two values came as one API key, with a comma between them: send the header once, with one key.",
    "doubled_bearer": (
        "The API key begins with the word Bearer: that word goes into Authorization, once, and X-API-Key takes the key "
        "alone."
    ),
    "wrong_prefix": "The API key does not begin as a key of this API does; a key is {expected}.",
    "other_surface": "This is a key of another API of this server. Here a key is {expected}.",
    "agent_token": "This is the token of a DICOM agent, which opens DICOMweb alone. Here a key is {expected}.",
    "webhook_secret": (
        "This is the secret of a webhook endpoint, with which you check signatures. Here a key is {expected}."
    ),
    "public_id": "This is an id, such as the one of a key, and not the key itself; a key is {expected}.",
    "other_service": (
        "This looks like a secret of another service: replace it there, since it has been sent to the wrong server. "
        "Here a key is {expected}."
    ),
}
