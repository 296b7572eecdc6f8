"""The admin's looks and navigation, as django-unfold reads them. Everything is served from here, nothing by a CDN."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy

#: The accent of the docs site, as a scale.
PRIMARY = {
    "50": "#f3f4fe",
    "100": "#e6e9fd",
    "200": "#d0d5fb",
    "300": "#aeb7f7",
    "400": "#8b98f1",
    "500": "#6675e6",
    "600": "#3f4fd0",
    "700": "#3542ae",
    "800": "#2d388d",
    "900": "#293270",
    "950": "#191d43",
}
BASE = {
    "50": "#f7f7f9",
    "100": "#eeeef2",
    "200": "#e3e3e8",
    "300": "#c9c9d2",
    "400": "#9496a3",
    "500": "#6b6d7a",
    "600": "#4f515d",
    "700": "#3b3f4b",
    "800": "#282b34",
    "900": "#15171d",
    "950": "#0e0f13",
}


def own(path: str) -> Callable[[HttpRequest], str]:
    """A static file's address; a function, because the names of collected files aren't known yet."""
    return lambda request: static(path)


def may_view(model: str) -> Callable[[HttpRequest], bool]:
    """Whether who asks may view a model: "credits.entry"."""
    app, _, name = model.partition(".")
    return lambda request: request.user.has_perm(f"{app}.view_{name}")


def page(title: str, icon: str, model: str, query: str = "") -> dict[str, Any]:
    """A navigation item: the list of a model."""
    url_name = f"admin:{model.replace('.', '_')}_changelist"
    return {
        "title": title,
        "icon": icon,
        "link": lambda request: str(reverse_lazy(url_name)) + query,
        "permission": may_view(model),
    }


NAVIGATION = [
    {"items": [{"title": "Overview", "icon": "space_dashboard", "link": reverse_lazy("admin:index")}]},
    {
        "title": "Partners",
        "separator": True,
        "items": [
            page("Partners", "handshake", "partners.account", "?kind__exact=partner"),
            page("API keys", "key", "partners.apikey"),
            page("Requests", "network_node", "partners.loggedrequest"),
            page("Customers", "groups", "customers.customer"),
            page("Organizations", "domain", "customers.organization"),
            page("Subscriptions", "event_repeat", "customers.subscription"),
        ],
    },
    {
        "title": "Workspaces",
        "separator": True,
        "items": [
            page("Workspaces", "workspaces", "generation.workspace"),
            page("Projects", "lightbulb", "generation.project"),
            page("Generations", "auto_awesome", "generation.generation"),
            page("Workspace plans", "stacks", "generation.workspaceplan"),
        ],
    },
    {
        "title": "Imaging",
        "separator": True,
        "items": [
            page("Storage", "hard_drive", "customers.usage"),
            page("Studies", "radiology", "imaging.study"),
            page("Images that failed", "broken_image", "imaging.instance", "?state__exact=failed"),
            page("Reports", "description", "imaging.report"),
            page("Agents", "dns", "imaging.agent"),
            page("Timeline links", "link", "imaging.timelinelink"),
            page("Downloads", "download", "imaging.download"),
        ],
    },
    {
        "title": "Credits",
        "separator": True,
        "items": [
            page("Ledger", "receipt_long", "credits.entry"),
            page("Wallets", "account_balance_wallet", "credits.wallet"),
            page("Holds", "lock_clock", "credits.hold"),
            page("Approvals", "rule", "credits.approval", "?state__exact=waiting"),
        ],
    },
    {
        "title": "Terms and prices",
        "separator": True,
        "items": [
            page("Tiers", "stairs", "partners.tier"),
            page("Plans", "inventory_2", "credits.plan"),
            page("Add-on prices", "extension", "credits.addonprice"),
            page("Plan openings", "lock_open", "credits.planopening"),
            page("Retail prices", "sell", "credits.retailprice"),
            page("Retail add-on prices", "shoppingmode", "credits.retailaddonprice"),
        ],
    },
    {
        "title": "Webhooks",
        "separator": True,
        "items": [
            page("Endpoints", "webhook", "webhooks.endpoint"),
            page("Deliveries", "send", "webhooks.delivery"),
        ],
    },
    {
        "title": "Operators",
        "separator": True,
        "items": [
            page("Users", "person", "partners.user"),
            page("Members of accounts", "badge", "portal.membership"),
            page("Second factors", "lock", "mfa.authenticator"),
            page("Groups", "group", "auth.group"),
            page("Who did what", "history", "admin.logentry"),
            page("Background jobs", "schedule", "procrastinate.procrastinatejob"),
        ],
    },
    {
        "title": "Documentation",
        "separator": True,
        "items": [
            {"title": "Docs site", "icon": "menu_book", "link": "/docs/"},
            {"title": "Partner API errors", "icon": "error", "link": "/docs/partner/errors"},
            {"title": "Workspace API errors", "icon": "error", "link": "/docs/workspace/errors"},
        ],
    },
]

SETTINGS = {
    "SITE_TITLE": "Tollgate",
    "SITE_HEADER": "Tollgate",
    "SITE_SUBHEADER": "Operator · times in UTC",
    "SITE_URL": "/",
    "SITE_ICON": own("docs/icon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": own("docs/icon.svg")}],
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": PRIMARY, "base": BASE},
    "DASHBOARD_CALLBACK": "config.admin.dashboard.dashboard",
    "STYLES": [own("operator/operator.css")],
    "SCRIPTS": [own("operator/operator.js")],
    "SIDEBAR": {"show_search": True, "show_all_applications": False, "navigation": NAVIGATION},
}
