"""The apps' own native routes: what streams its body in or its answer out, or must be faster than a view."""

import re
from typing import Final

from config.report_upload import ReportUpload
from config.server.gateway import Gateway
from config.server.routes import Route
from errors_docs.surfaces import PARTNER
from imaging.dicomweb.app import dicomweb

#: Of a route that refuses in its own words what it doesn't take.
EVERY_METHOD: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

#: Where a report is attached.
REPORTS: Final = re.compile(rf"{re.escape(PARTNER.base_path)}/customers/[^/]+/dicom-studies/[^/]+/reports")


def routes(gateway: Gateway) -> list[Route]:
    """All of them. ``gateway`` leads to what answers in the end where only the body is taken natively."""
    return [
        Route(re.compile(r"/dicomweb(?:/.*)?"), dicomweb, methods=EVERY_METHOD),
        # Django logs and counts it, so the shell doesn't.
        Route(REPORTS, ReportUpload(gateway), methods=frozenset({"POST"}), unlogged=True),
    ]
