"""Whoever tries the samples: a partner with test credits, everything priced, and one customer already."""

from dataclasses import dataclass

from config.demo import load_demo
from credits.models import Plan
from partners.models import Account
from partners.modes import TEST
from tests.factories import Seller, make_customer
from tests.guides.samples import example_of


@dataclass(frozen=True)
class Reader:
    """What stands in the samples, and what the reader puts in its place."""

    placed: dict[str, str]


def make_reader() -> dict[str, str]:
    """Writes the partner and its customer; answers what to place in the samples."""
    demo = load_demo({})
    seller = Seller(Account.objects.get(kind="partner"), Plan.objects.get(slug="starter"), demo.test_key)
    customer = make_customer(seller, "grace@example.com", mode=TEST, name="Grace Example")
    return {"sk_test_YOUR_KEY": demo.test_key, example_of("customerId"): customer.public_id}
