"""Words that other APIs have in their paths, and what they are called here."""

from collections.abc import Mapping
from typing import Final

#: By a segment of our paths: words, in plain form (foundation.nearest), that stand for it elsewhere.
OTHER_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("me", "balance", "wallet", "profile", "credits", "whoami"),
    "history": ("transactions", "ledger", "movements", "entries"),
    "customers": ("clients", "users", "subscribers", "tenants", "accounts"),
    "plans": ("products", "prices", "pricing", "tiers"),
    "quote": ("estimate", "preview", "calculate"),
    "reactivate": ("activate", "resume", "unsuspend", "enable"),
    "suspend": ("disable", "pause", "deactivate", "block"),
    "resend-welcome": ("resend", "welcome", "invite"),
    "dicom-studies": ("study", "studies", "images", "dicom"),
    "reports": ("documents", "files", "attachments"),
    "webhooks": ("hooks", "endpoints", "subscriptions", "callbacks"),
    "deliveries": ("events", "attempts"),
    "test": ("ping", "verify"),
    "replay": ("retry", "resend", "redeliver"),
    "rotate-secret": ("rotate", "secret"),
    "agents": ("devices", "machines", "servers"),
    "timeline-links": ("timeline", "links"),
    "errors": ("codes", "errorcodes"),
    "requests": ("logs", "log"),
    "openapi.json": ("openapi", "openapiyaml", "swagger", "swaggerjson", "schema", "spec"),
    "generations": ("results", "runs", "jobs", "history"),
    "generate": ("tools", "run"),
    "research": ("market", "marketresearch"),
    "architecture": ("design", "stack"),
    "features": ("specs", "stories"),
    "phases": ("roadmap", "milestones"),
}

#: By a word at the end of a path: the method that it is here.
VERBS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("list", "get", "all", "show", "find", "search", "read"), "GET"),
    **dict.fromkeys(("create", "new", "add"), "POST"),
    **dict.fromkeys(("update", "edit", "patch", "modify"), "PATCH"),
    **dict.fromkeys(("delete", "remove", "cancel", "destroy", "terminate"), "DELETE"),
}
