"""One request looked up by its id: which rule refused it, the balance then, the key, and the way out."""

from dataclasses import dataclass

from credits.models import Wallet
from credits.moments import Standing, standings_before
from errors_docs.catalogue import Entry as CatalogueEntry
from errors_docs.catalogues import catalogue_for
from partners.models import LoggedRequest
from partners.request_log import row_of
from portal.visitor import Visitor


@dataclass(frozen=True)
class FoundRequest:
    """``entry`` and ``docs`` are None and empty for a success."""

    logged: LoggedRequest
    standing: Standing
    entry: CatalogueEntry | None
    docs: str


def look_up(visitor: Visitor, request_id: str) -> FoundRequest | None:
    """A request of the visitor's account in either mode, or None. Another account's looks exactly as a missing one.

    In either, because a link from an answer doesn't say the mode; the page does.
    """
    logged = row_of(LoggedRequest.objects.filter(account=visitor.account), request_id)
    if logged is None:
        return None
    wallet = Wallet.objects.get(account=visitor.account, mode=logged.mode)
    (standing,) = standings_before(wallet.pk, [logged.created_at])
    entry = catalogue_for(visitor.surface).get(logged.code) if logged.code else None
    return FoundRequest(logged, standing, entry, visitor.surface.error_url(entry.code) if entry else "")
