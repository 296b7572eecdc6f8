"""What a fault of the server leaves behind: no effect, no answer, and a key that works again."""

import pytest

from partners.models import IdempotentAnswer
from tests.calls import Api, code
from tests.lifecycle.books import everything, moved
from tests.lifecycle.fault import failing
from tests.lifecycle.shop import make_shop

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "order-1"}


@pytest.mark.parametrize("table", ["credits_entry", "customers_subscription", "partners_idempotentanswer"])
def test_a_500_is_not_kept_and_leaves_nothing_and_the_retry_is_executed(table: str) -> None:
    shop = make_shop()
    api = Api(shop.seller.key, crashes_are_answered=True)
    body = {"email": "one@example.com", "planId": shop.seller.plan.slug}
    before = everything()
    with failing(table):
        for _ in range(2):
            crashed = api.post("/customers", body, headers=KEY)
            assert (crashed.status_code, code(crashed)) == (500, "INTERNAL_ERROR")
            assert "Idempotent-Replayed" not in crashed.headers
            assert everything() == before
            assert IdempotentAnswer.objects.count() == 0
    retried = api.post("/customers", body, headers=KEY)
    assert retried.status_code == 201
    assert api.post("/customers", body, headers=KEY).headers["Idempotent-Replayed"] == "true"
    assert moved(shop.seller) == [("charge", 100_00)]
