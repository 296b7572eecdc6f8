"""The success envelope of a surface as it goes over the wire."""

from typing import Any

import orjson

from errors_docs.jsonform import to_json
from errors_docs.surfaces import Surface


def enveloped(surface: Surface, data: Any, shape: type) -> bytes:
    """Return the envelope round ``data``, read as ``shape`` says."""
    return orjson.dumps({**surface.success_envelope, "data": to_json(data, shape)})
