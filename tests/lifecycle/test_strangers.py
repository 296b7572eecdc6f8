"""Another partner's customer, and one of the other mode, are not there: byte by byte as if they had never been."""

from typing import Any

import pytest

from partners.modes import TEST
from tests.calls import Api, without_request_id
from tests.factories import make_key
from tests.lifecycle.books import everything
from tests.lifecycle.shop import make_shop
from tests.lifecycle.test_states import ACTS

pytestmark = pytest.mark.django_db

MISSING = "pc_06h09fn4qcjvhdha5t37n2kbqq"


def answer(api: Api, customer_id: str, act: str) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers, without the request's id and without how much of the caller's limit is left."""
    method, suffix, body = ACTS[act]
    arguments = () if body is None else (body,)
    sent: Any = getattr(api, method)(f"/customers/{customer_id}{suffix}", *arguments)
    status, content, headers = without_request_id(sent)
    return status, content, {name: value for name, value in headers.items() if name != "RateLimit"}


@pytest.mark.parametrize("act", ACTS)
def test_a_strangers_customer_is_answered_as_a_missing_one(act: str) -> None:
    shop, other = make_shop(), make_shop()
    customer = shop.create()
    gone = shop.create(email="gone@example.com")
    shop.delete(gone)
    in_test_mode = Api(make_key(shop.seller.account, TEST))
    before = everything()
    for api in (other.api, in_test_mode):
        missing = answer(api, MISSING, act)
        assert missing[0] == 404
        assert b'"code":"CUSTOMER_NOT_FOUND"' in missing[1]
        assert answer(api, customer.public_id, act) == missing
        assert answer(api, gone.public_id, act) == missing
        assert answer(api, "pc_nothing", act) == missing
        assert answer(api, customer.public_id.upper(), act) == missing
    assert everything() == before
