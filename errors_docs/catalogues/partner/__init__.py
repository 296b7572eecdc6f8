"""The error codes of the Partner API, UPPER_SNAKE, in the order of its error table."""

from typing import Final

from errors_docs.catalogue import Catalogue
from errors_docs.catalogues.partner.access import ACCESS
from errors_docs.catalogues.partner.billing import BILLING
from errors_docs.catalogues.partner.conditional import PRECONDITION_FAILED
from errors_docs.catalogues.partner.customers import CUSTOMERS
from errors_docs.catalogues.partner.idempotency import IDEMPOTENCY
from errors_docs.catalogues.partner.imaging import IMAGING
from errors_docs.catalogues.partner.keys import KEY_CAP_REACHED, REQUEST_NOT_FOUND
from errors_docs.catalogues.partner.request import REQUEST
from errors_docs.catalogues.partner.server import SERVER
from errors_docs.catalogues.partner.trials import TRIALS
from errors_docs.catalogues.partner.webhooks import WEBHOOKS
from errors_docs.surfaces import PARTNER

CATALOGUE: Final = Catalogue(PARTNER)
CATALOGUE.publish(*ACCESS, *REQUEST, *IDEMPOTENCY, PRECONDITION_FAILED, REQUEST_NOT_FOUND)
CATALOGUE.publish(*BILLING, *TRIALS, KEY_CAP_REACHED, *CUSTOMERS, *IMAGING, *WEBHOOKS, *SERVER)
CATALOGUE.seal()
