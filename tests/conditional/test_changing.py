"""If-Match: what has changed since it was read isn't changed, and nothing moves; of two with one ETag one succeeds."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import pytest
from django.utils import timezone

from api.openapi.endpoints import endpoints
from customers.models import Customer, Subscription
from errors_docs.surfaces import PARTNER, SURFACES
from imaging.models import Report
from partners.models import IdempotentAnswer
from tests.calls import Api, code, problems
from tests.conditional.places import WEBHOOK, Place, place_of
from tests.factories import make_customer, make_seller
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.test_reports import attach
from tests.lifecycle.shop import Shop, make_shop, path_of
from tests.lifecycle.twins import together
from tests.state import nothing_moves
from webhooks.models import Endpoint

pytestmark = pytest.mark.django_db

CUSTOMER: Final = "/customers/{customerId}"
REPORT: Final = "/customers/{customerId}/dicom-studies/{studyInstanceUid}/reports/{reportId}"
AGENT: Final = "/customers/{customerId}/agents/{agentId}"
#: Method, path and body of each operation that takes If-Match, and the GET that has its ETag, if there is one.
CONDITIONAL: Final[list[tuple[str, str, Any, str]]] = [
    ("PATCH", CUSTOMER, {"name": "Grace"}, CUSTOMER),
    ("DELETE", CUSTOMER, None, CUSTOMER),
    ("POST", f"{CUSTOMER}/suspend", None, CUSTOMER),
    ("POST", f"{CUSTOMER}/reactivate", None, CUSTOMER),
    ("PATCH", "/webhooks/{webhookId}", {"status": "paused"}, "/webhooks/{webhookId}"),
    ("DELETE", "/webhooks/{webhookId}", None, "/webhooks/{webhookId}"),
    ("POST", "/webhooks/{webhookId}/rotate-secret", {}, "/webhooks/{webhookId}"),
    ("DELETE", REPORT, None, REPORT),
    ("DELETE", AGENT, None, ""),
]
EACH = pytest.mark.parametrize(
    ("method", "path", "body", "read"), CONDITIONAL, ids=[f"{method} {path}" for method, path, _, _ in CONDITIONAL]
)
IN_THREADS = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(clinic: Clinic) -> Place:
    return place_of(PARTNER, clinic)


def get_ready_for(path: str) -> None:
    """Suspends the customer that is to be reactivated."""
    if path.endswith("/reactivate"):
        Customer.objects.update(status="suspended")
        Subscription.objects.update(status="suspended", next_charge_at=None)


def test_each_operation_that_takes_if_match_is_tried_here() -> None:
    declared = [
        (found.method, found.path)
        for surface in SURFACES.values()
        for found in endpoints(surface)
        if found.operation.conditional
    ]
    assert sorted(declared) == sorted((method, path) for method, path, _, _ in CONDITIONAL)


def test_every_patch_and_every_delete_takes_if_match() -> None:
    methods = [
        (found.method, found.path)
        for surface in SURFACES.values()
        for found in endpoints(surface)
        if found.method in ("PATCH", "DELETE")
    ]
    assert set(methods) <= {(method, path) for method, path, _, _ in CONDITIONAL}


@EACH
def test_what_has_changed_is_refused_until_the_etag_is_the_one_of_get(
    desk: Place, method: str, path: str, body: Any, read: str
) -> None:
    get_ready_for(path)
    tag = desk.call("GET", read).headers["ETag"] if read else "*"
    with nothing_moves():
        for stale in ('"of-another-time"', f"W/{tag}" if read else 'W/"x"', '"a", "b"'):
            refused = desk.call(method, path, body, If_Match=stale)
            assert (refused.status_code, code(refused)) == (412, "PRECONDITION_FAILED"), stale
            assert "ETag" not in refused.headers
        for wrong in ("", "abc", '"', "W/*", "*, *", "5f3a9c"):
            assert problems(desk.call(method, path, body, If_Match=wrong)) == [("If-Match", "invalid")], wrong
    done = desk.call(method, path, body, If_Match=f'"another", {tag}' if read else tag)
    assert done.status_code == 200, done.content
    assert desk.call(method, path, body, If_Match=tag).status_code in (404, 412)


@EACH
def test_a_star_is_any_etag_of_what_is_there(desk: Place, method: str, path: str, body: Any, read: str) -> None:
    get_ready_for(path)
    assert desk.call(method, path, body, If_Match=" * ").status_code == 200


def shop_and_customer() -> tuple[Shop, Customer]:
    shop = make_shop()
    return shop, shop.create(addOns={"mysqlDatabases": 1, "extraServers": 2, "hotStorageUnits": 1})


def tag_of(shop: Shop, customer: Customer) -> str:
    return str(shop.api.get(path_of(customer)).headers["ETag"])


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Grace"},
        {"seats": 3},
        {"addOns": {"mssqlDatabases": 4, "coldStorageUnits": 1, "mysqlDatabases": 0}},
        {"planId": "yearly"},
        {"email": "other@example.com", "seats": 2, "language": "de", "accountFocusMode": "medical"},
        {"name": ""},
    ],
)
def test_a_change_is_answered_with_the_etag_that_get_has_from_then_on(change: dict[str, Any]) -> None:
    shop, customer = shop_and_customer()
    shop.plan("yearly", 900_00, period="year")
    before = tag_of(shop, customer)
    changed = shop.api.patch(path_of(customer), change, headers={"If-Match": before})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == tag_of(shop, customer)
    assert (changed.headers["ETag"] == before) == (change == {"name": ""})


@pytest.mark.parametrize("act", ["suspend", "reactivate"])
def test_another_state_is_answered_with_its_etag(act: str) -> None:
    shop, customer = shop_and_customer()
    suspended = shop.api.post(f"{path_of(customer)}/suspend")
    answer = suspended if act == "suspend" else shop.api.post(f"{path_of(customer)}/reactivate")
    assert answer.headers["ETag"] == tag_of(shop, customer)


def test_a_new_period_is_answered_with_its_etag() -> None:
    shop, customer = shop_and_customer()
    shop.api.post(f"{path_of(customer)}/suspend")
    Subscription.objects.update(is_paid=False)
    reactivated = shop.api.post(f"{path_of(customer)}/reactivate")
    assert reactivated.json()["data"]["creditsCharged"] == 200
    assert reactivated.headers["ETag"] == tag_of(shop, customer)


def test_a_dry_run_is_compared_and_has_no_etag() -> None:
    shop, customer = shop_and_customer()
    dry = f"{path_of(customer)}?dryRun=true"
    with nothing_moves():
        assert code(shop.api.patch(dry, {"seats": 2}, headers={"If-Match": '"x"'})) == "PRECONDITION_FAILED"
        assert code(shop.api.delete(dry, headers={"If-Match": '"x"'})) == "PRECONDITION_FAILED"
        tried = shop.api.patch(dry, {"seats": 2}, headers={"If-Match": tag_of(shop, customer)})
    assert tried.status_code == 200
    assert "ETag" not in tried.headers


def webhook_path(api: Api) -> str:
    return f"/webhooks/{api.post('/webhooks', WEBHOOK).json()['data']['id']}"


@pytest.mark.parametrize("change", [{"status": "paused"}, {"url": "https://other.example.com/"}, {"events": ["ping"]}])
def test_a_changed_webhook_endpoint_is_answered_with_its_etag(change: dict[str, Any]) -> None:
    api = Api(make_seller().key)
    path = webhook_path(api)
    Endpoint.objects.update(failing_since=timezone.now(), suspect=True)
    changed = api.patch(path, {"events": ["customer.created"]} if "events" in change else change)
    read = api.get(path)
    assert changed.headers["ETag"] == read.headers["ETag"]
    assert changed.json() == read.json()


def test_a_rotated_secret_is_answered_with_the_endpoints_etag() -> None:
    api = Api(make_seller().key)
    path = webhook_path(api)
    before = api.get(path).headers["ETag"]
    rotated = api.post(f"{path}/rotate-secret", {}, headers={"If-Match": before})
    assert rotated.headers["ETag"] == api.get(path).headers["ETag"] != before


def test_what_is_missing_is_missing_whatever_if_match_says() -> None:
    shop, customer = shop_and_customer()
    stranger = make_customer(make_seller())
    for tag in ('"x"', "*"):
        assert code(shop.api.patch(path_of(stranger), {"name": "x"}, headers={"If-Match": tag})) == "CUSTOMER_NOT_FOUND"
    shop.delete(customer)
    assert code(shop.api.delete(path_of(customer), headers={"If-Match": "*"})) == "FORBIDDEN"


def test_a_report_keeps_its_etag_while_the_address_of_its_file_changes(clinic: Clinic) -> None:
    study = make_study(clinic)
    report = attach(clinic, study.uid).json()["data"]["reportId"]
    path = f"{clinic.studies()}/{study.uid}/reports/{report}"
    api = Api(clinic.seller.key)
    first = api.get(path)
    assert first.headers["ETag"] == api.get(path).headers["ETag"]
    assert api.delete(path, headers={"If-Match": first.headers["ETag"]}).status_code == 200
    assert Report.objects.count() == 0


TWINS: Final[list[Callable[[Shop, Customer, str, int], Any]]] = [
    lambda shop, customer, tag, number: Api(shop.seller.key).patch(
        path_of(customer), {"seats": 2 + number}, headers={"If-Match": tag}
    ),
    lambda shop, customer, tag, number: Api(shop.seller.key).patch(
        path_of(customer), {"name": f"Name {number}"}, headers={"If-Match": tag}
    ),
]


@IN_THREADS
@pytest.mark.parametrize("twin", TWINS, ids=["seats", "name"])
def test_of_ten_changes_with_one_etag_exactly_one_is_made(twin: Callable[[Shop, Customer, str, int], Any]) -> None:
    shop, customer = shop_and_customer()
    tag = tag_of(shop, customer)
    answers = together([partial(twin, shop, customer, tag, number) for number in range(10)])
    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert [code(answer) for answer in answers if answer.status_code != 200] == ["PRECONDITION_FAILED"] * 9
    assert won[0].headers["ETag"] == tag_of(shop, customer)
    assert won[0].json()["data"]["customer"] == shop.api.get(path_of(customer)).json()["data"]


@IN_THREADS
def test_of_ten_changes_of_a_webhook_endpoint_with_one_etag_exactly_one_is_made() -> None:
    seller = make_seller(requests_per_minute=1000)
    path = webhook_path(Api(seller.key))
    tag = Api(seller.key).get(path).headers["ETag"]
    answers = together(
        [
            partial(Api(seller.key).patch, path, {"description": f"Number {number}"}, headers={"If-Match": tag})
            for number in range(10)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 9]


def test_a_replay_is_the_first_answer_though_its_etag_is_stale_by_then() -> None:
    shop, customer = shop_and_customer()
    headers = {"If-Match": tag_of(shop, customer), "Idempotency-Key": "change 1"}
    first = shop.api.patch(path_of(customer), {"seats": 2}, headers=headers)
    with nothing_moves():
        again = shop.api.patch(path_of(customer), {"seats": 2}, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert IdempotentAnswer.objects.get().headers["ETag"] == first.headers["ETag"]


def test_a_refused_condition_is_replayed_and_a_new_one_is_another_request() -> None:
    shop, customer = shop_and_customer()
    key = {"Idempotency-Key": "change 2"}
    refused = [
        shop.api.patch(path_of(customer), {"seats": 2}, headers={**key, "If-Match": '"stale"'}) for _ in range(2)
    ]
    assert [code(answer) for answer in refused] == ["PRECONDITION_FAILED"] * 2
    assert refused[1].headers["Idempotent-Replayed"] == "true"
    tag = tag_of(shop, customer)
    for headers in ({"If-Match": tag}, {}):
        other = shop.api.patch(path_of(customer), {"seats": 2}, headers={**key, **headers})
        assert code(other) == "IDEMPOTENCY_KEY_REUSED"
    assert Subscription.objects.get().seats == 1
    mended = shop.api.patch(path_of(customer), {"seats": 2}, headers={"If-Match": tag, "Idempotency-Key": "change 3"})
    assert mended.status_code == 200


def test_the_document_has_if_match_and_its_refusal_exactly_where_it_is_taken() -> None:
    for found in endpoints(PARTNER):
        names = {error.__name__ for error in found.operation.all_errors}
        assert ("PreconditionFailed" in names) == found.operation.conditional
