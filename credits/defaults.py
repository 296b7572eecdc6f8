"""The plans and add-on prices that a new installation starts with. What an operator has changed since stays changed.

Prices in hundredths of a credit: of a plan for its period, of aiLensMedical and add-ons for a month.
"""

from typing import Any, Final

from credits.models import AddOnPrice, Plan
from credits.models.plan import Period

PLANS: Final[dict[str, dict[str, Any]]] = {
    "starter": {
        "name": "Starter",
        "description": "One small team: a server, a database and 100 GB.",
        "price": 49_00,
        "ai_lens_medical_price": 15_00,
        "included_storage_gb": 100,
        "included_servers": 1,
        "included_databases": 1,
    },
    "professional": {
        "name": "Professional",
        "description": "Several teams with room to grow.",
        "price": 149_00,
        "ai_lens_medical_price": 15_00,
        "included_storage_gb": 500,
        "included_servers": 3,
        "included_databases": 5,
        "included_workspaces": 3,
    },
    "clinic": {
        "name": "Clinic",
        "description": "Imaging studies and reports for a practice or a hospital department.",
        "price": 249_00,
        "ai_lens_medical_price": 25_00,
        "included_storage_gb": 1000,
        "included_servers": 2,
        "included_databases": 2,
        "included_workspaces": 2,
    },
    "starter-yearly": {
        "name": "Starter, paid yearly",
        "description": "Starter for a year at the price of ten months.",
        "price": 490_00,
        "period": Period.YEAR,
        "ai_lens_medical_price": 12_50,
        "included_storage_gb": 100,
        "included_servers": 1,
        "included_databases": 1,
    },
}

ADD_ON_PRICES: Final = {
    "hotStorageUnits": 25_00,
    "coldStorageUnits": 12_00,
    "deepFreezeUnits": 4_00,
    "extraServers": 30_00,
    "mysqlDatabases": 10_00,
    "mssqlDatabases": 20_00,
    "extraWorkspaces": 15_00,
}


def load_plans() -> None:
    """Adds the plans and add-on prices that are not there yet; the plans are open to every partner."""
    for position, (slug, terms) in enumerate(PLANS.items()):
        Plan.objects.get_or_create(slug=slug, defaults={**terms, "open_to_all": True, "position": position})
    for add_on, price in ADD_ON_PRICES.items():
        AddOnPrice.objects.get_or_create(add_on=add_on, defaults={"price": price})
