"""Which failures of an upstream are worth another attempt, and when."""

import ssl
from typing import Final

import openai

#: Whoever asks for a longer pause than this, in seconds, is told that the generation failed.
LONGEST_PAUSE: Final = 30.0


def pause_after(failure: openai.OpenAIError, usual: float) -> float | None:
    """Seconds to wait before the next attempt; None if there should be none.

    429 and 5xx say that nothing was made. A connection that failed before an answer began may be tried again, unless
    the certificate is wrong: it stays so. Everything else is an answer, and asking again would be asking for luck.
    """
    if isinstance(failure, openai.APIStatusError) and (failure.status_code == 429 or failure.status_code >= 500):
        return _asked_for(failure, usual)
    if isinstance(failure, openai.APIConnectionError) and not _is_tls(failure):
        return usual
    return None


def _asked_for(failure: openai.APIStatusError, usual: float) -> float | None:
    """Retry-After in seconds; a date, or something else, counts as absent."""
    asked = failure.response.headers.get("Retry-After", "").strip()
    if not (asked.isascii() and asked.isdigit()):
        return usual
    return float(asked) if float(asked) <= LONGEST_PAUSE else None


def _is_tls(failure: BaseException) -> bool:
    """Whether TLS is at the root of it; the libraries wrap one another's exceptions."""
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def described(failure: openai.OpenAIError) -> str:
    """For the log: the kind of failure and the upstream's own code, never its words, which may quote the idea."""
    if isinstance(failure, openai.APIStatusError):
        return f"the upstream answered {failure.status_code} {str(failure.code or '')[:40]}".rstrip()
    cause = failure.__cause__
    return type(failure).__name__ + (f" ({type(cause).__name__})" if cause else "")
