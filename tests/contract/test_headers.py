"""What request headers do to an answer is in the document too: replays, and errors on demand."""

import pytest
from django.test import Client

from customers.models import Customer
from tests.calls import replayed_body
from tests.factories import bearer, make_key, make_partner, make_seller


@pytest.mark.django_db
def test_a_success_is_replayed_to_the_byte_and_done_once(client: Client) -> None:
    seller = make_seller()
    order = {"email": "ada@example.com", "planId": seller.plan.slug}
    headers = {**bearer(seller.key), "Idempotency-Key": "order 1"}
    first, second = (
        client.post("/api/partner/v1/customers", order, "application/json", headers=headers) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert {"Idempotent-Replayed", "Original-Request-Id"}.isdisjoint(first.headers)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Original-Request-Id"] == first.headers["X-Request-Id"]
    assert Customer.objects.count() == 1
    assert seller.balance() == 1000_00 - 100_00


@pytest.mark.django_db
def test_a_refusal_is_replayed_with_the_id_of_the_request_that_gets_it(client: Client) -> None:
    seller = make_seller()
    order = {"email": "ada@example.com", "planId": "no-such-plan"}
    headers = {**bearer(seller.key), "Idempotency-Key": "order 2"}
    first, second = (
        client.post("/api/partner/v1/customers", order, "application/json", headers=headers) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (404, 404)
    own_id = second.headers["X-Request-Id"]
    assert own_id != first.headers["X-Request-Id"]
    assert second.json() == replayed_body(first.json(), own_id)
    assert second.json()["error"]["requestId"] == own_id
    assert second.json()["error"]["docs"].endswith(f"/docs/partner/errors/INVALID_PLAN?request={own_id}")
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Original-Request-Id"] == first.headers["X-Request-Id"]
    assert seller.balance() == 1000_00


@pytest.mark.django_db
@pytest.mark.parametrize(("mode", "code"), [("live", "test_key_required"), ("test", "unknown_code")])
def test_a_wrong_wish_for_an_error_is_a_documented_refusal_of_every_endpoint(
    client: Client, mode: str, code: str
) -> None:
    secret = make_key(make_partner(), mode)
    refused = client.get("/api/partner/v1/account", headers={**bearer(secret), "X-Simulate-Error": "NO_SUCH_CODE"})
    assert refused.status_code == 400
    assert refused.json()["error"]["details"][0]["field"] == "X-Simulate-Error"
    assert refused.json()["error"]["details"][0]["code"] == code
