"""A partner at work: it sells, changes and deletes over the API, at prices that are easy to reckon with.

One seat costs 100.00, aiLensMedical 10.00 a seat, a unit of any add-on 25.00, all for a month; amounts in hundredths.
"""

from dataclasses import dataclass
from typing import Any

from credits.models import Plan
from customers.models import Customer, Subscription
from tests.calls import Api
from tests.factories import Seller, enable_plan, give_credits, make_plan, make_seller

BALANCE = 10_000_00


@dataclass(frozen=True)
class Shop:
    """``api`` calls with the seller's live key, which has every scope and no cap."""

    seller: Seller
    api: Api

    def plan(self, slug: str, price: int, **fields: Any) -> Plan:
        """One more plan that the seller has enabled."""
        plan = make_plan(slug, price=price, **fields)
        enable_plan(self.seller.account, plan)
        return plan

    def create(self, **fields: Any) -> Customer:
        """A customer made over the API; ``fields`` as in the body."""
        body = {"email": "one@example.com", "planId": self.seller.plan.slug, "sendWelcomeEmail": False, **fields}
        created = self.api.post("/customers", body)
        assert created.status_code == 201, created.content
        return Customer.objects.get(public_id=created.json()["data"]["id"])

    def change(self, customer: Customer, **fields: Any) -> Any:
        """The data of a change that is made."""
        changed = self.api.patch(path_of(customer), fields)
        assert changed.status_code == 200, changed.content
        return changed.json()["data"]

    def post(self, customer: Customer, act: str) -> Any:
        """The data of POST /customers/{id}/ACT, which succeeds."""
        done = self.api.post(f"{path_of(customer)}/{act}")
        assert done.status_code < 300, done.content
        return done.json()["data"]

    def delete(self, customer: Customer) -> Any:
        """The data of a deletion that is made."""
        deleted = self.api.delete(path_of(customer))
        assert deleted.status_code == 200, deleted.content
        return deleted.json()["data"]

    def top_up(self, amount: int) -> None:
        """Buys credits."""
        give_credits(self.seller.account, amount)

    @property
    def balance(self) -> int:
        return self.seller.balance()


def make_shop(balance: int = BALANCE, **tier: Any) -> Shop:
    """A shop whose rate limit no test meets."""
    seller = make_seller(balance=balance, **{"requests_per_minute": 100_000, **tier})
    return Shop(seller, Api(seller.key))


def path_of(customer: Customer) -> str:
    return f"/customers/{customer.public_id}"


def subscription_of(customer: Customer) -> Subscription:
    """As the database has it now."""
    return Subscription.objects.select_related("plan", "customer").get(customer_id=customer.pk)
