"""The variables in the paths of all surfaces, each described once; the document knows a variable by its name alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class PathParameter:
    """What a path variable is, in words; a pattern that is as loose as ids are opaque; an example."""

    description: str
    pattern: str
    example: str

    def as_openapi(self) -> dict[str, Any]:
        """The fields of a parameter object besides its name and place."""
        schema = {"type": "string", "pattern": self.pattern}
        return {"description": self.description, "schema": schema, "example": self.example}


#: By the variable's name in JSON, which is the camelCase of its name in the URL conf.
PATH_PARAMETERS: Final[Mapping[str, PathParameter]] = {
    "code": PathParameter("An error code, spelt as in an error answer.", "^[A-Z][A-Z0-9_]*$", "INSUFFICIENT_CREDITS"),
    "customerId": PathParameter("The customer's `id`.", "^pc_[0-9a-z]+$", "pc_01k9m3v8qd6x2h5n7r4t0w9y1z"),
    "requestId": PathParameter(
        "The id of a request, from its X-Request-Id.", "^req_[0-9a-z]+$", "req_01k9m3v8qd6x2h5n7r4t0w9y1z"
    ),
    "generationId": PathParameter(
        "The generation's `id`, in a result `meta.generationId`.", "^gen_[0-9a-z]+$", "gen_01k9m3v8qd6x2h5n7r4t0w9y1z"
    ),
    "webhookId": PathParameter("The endpoint's `id`.", "^whe_[0-9a-z]+$", "whe_01k9m3v8qd6x2h5n7r4t0w9y1z"),
    "deliveryId": PathParameter("The delivery's `id`.", "^whd_[0-9a-z]+$", "whd_01k9m3v8qd6x2h5n7r4t0w9y1z"),
    "agentId": PathParameter("The agent's `id`.", "^agt_[0-9a-z]+$", "agt_01k9m3v8qd6x2h5n7r4t0w9y1z"),
    "reportId": PathParameter("The report's `reportId`.", "^rpt_[0-9a-z]+$", "rpt_01k9m3v8qd6x2h5n7r4t0w9y1z"),
    "studyInstanceUid": PathParameter(
        "The study's `studyInstanceUid`.", r"^[0-9.]+$", "1.2.826.0.1.3680043.8.498.1234567890"
    ),
    "planId": PathParameter("The plan's `id`.", "^[A-Za-z0-9_-]+$", "clinic"),
}
