"""The error codes of the Workspace API, lower_snake, in the order of its error table."""

from typing import Final

from errors_docs.catalogue import Catalogue
from errors_docs.catalogues.workspace.access import ACCESS
from errors_docs.catalogues.workspace.billing import BILLING
from errors_docs.catalogues.workspace.generation import GENERATION
from errors_docs.catalogues.workspace.idempotency import IDEMPOTENCY
from errors_docs.catalogues.workspace.keys import KEYS
from errors_docs.catalogues.workspace.request import REQUEST
from errors_docs.catalogues.workspace.request_log import REQUEST_NOT_FOUND
from errors_docs.catalogues.workspace.server import SERVER
from errors_docs.surfaces import WORKSPACE

CATALOGUE: Final = Catalogue(WORKSPACE)
CATALOGUE.publish(*KEYS, *ACCESS, *REQUEST, *IDEMPOTENCY, REQUEST_NOT_FOUND, *BILLING, *GENERATION, *SERVER)
CATALOGUE.seal()
