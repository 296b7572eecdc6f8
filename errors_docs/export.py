"""A surface's catalogue as JSON data, for programs: what the pages say, field by field."""

from typing import Any

from django.conf import settings

from errors_docs.catalogue import Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.detail_fields import details_schema
from errors_docs.endpoints import endpoints_returning
from errors_docs.example import example_answer
from errors_docs.surfaces import Surface


def catalogue_data(surface: Surface) -> dict[str, Any]:
    """``{surface, count, codes: [...]}``, the codes in the order of the error table."""
    codes = [entry_data(surface, entry) for entry in catalogue_for(surface)]
    return {"surface": surface.name, "count": len(codes), "codes": codes}


def entry_data(surface: Surface, entry: Entry) -> dict[str, Any]:
    """One code with every section; ``message`` is a template, ``example`` a whole envelope, ``url`` absolute.

    ``reasons`` has the messages by ``details.reason``.
    """
    return {
        "code": entry.code,
        "status": entry.status,
        "title": entry.title,
        "area": entry.area.value,
        "when": entry.when,
        "why": entry.why,
        "check": entry.check,
        "fix": entry.fix,
        "retry": entry.retry.value,
        "retryAdvice": entry.retry_advice,
        "charged": entry.charged,
        "message": entry.message,
        "reasons": {reason: message.text for reason, message in entry.reasons_in().items()},
        "details": details_schema(entry),
        "example": example_answer(surface, entry).envelope,
        "endpoints": [
            {"method": endpoint.method, "path": surface.base_path + endpoint.path}
            for endpoint in endpoints_returning(surface, entry)
        ],
        "related": entry.related,
        "url": settings.BASE_URL + surface.error_url(entry.code),
    }
