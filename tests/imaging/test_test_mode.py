"""What an account may store in test mode, where nobody pays for it."""

from django.conf import settings
from pytest_django import Settings

from customers.models import Usage
from customers.quota import GB
from imaging.dicom_file import OUT_OF_RESOURCES
from imaging.models import Report
from partners.modes import TEST
from tests.factories import make_key
from tests.imaging.clinic import Clinic, make_clinic, make_study, receive, receive_any, related, stow
from tests.imaging.documents import pdf_of
from tests.imaging.studies import file_of, make_instance
from tests.imaging.test_report_uploads import form, single, upload
from tests.imaging.test_slow_uploads import begin_store, temporary, temporary_bytes
from tests.server.running import Running
from tests.state import nothing_moves
from tests.waiting import eventually

__all__ = ["single"]


def two_clinics() -> tuple[Clinic, Clinic]:
    """Two customers of one account in test mode, each with 100 GB by its plan."""
    first = make_clinic(mode=TEST)
    return first, make_clinic(first.seller, mode=TEST)


def fill(clinic: Clinic, left: int) -> None:
    """Leave the account this many bytes in test mode."""
    Usage.objects.filter(customer=clinic.customer).update(storage_bytes=settings.TEST_STORAGE_GB * GB - left)


def test_customers_of_an_account_share_what_is_left_and_one_byte_more_is_refused(
    server: Running, transactional_db: None
) -> None:
    first, second = two_clinics()
    study = make_study(second)
    size = len(pdf_of(5000))
    key = make_key(first.seller.account, TEST)
    fill(first, Usage.objects.get(customer=second.customer).storage_bytes + 2 * size - 1)
    took = upload(server, second, study.uid, form(pdf_of(5000)), **{"X-API-Key": key})
    refused = upload(server, second, study.uid, form(pdf_of(5000), "Other"), **{"X-API-Key": key})
    assert (took.status, refused.status, refused.json["error"]["code"]) == (201, 402, "STORAGE_FULL")
    used = settings.TEST_STORAGE_GB * GB - size + 1
    assert refused.json["error"]["details"] == {"quotaGB": 1, "usedBytes": used, "requiredBytes": size}
    assert Report.objects.count() == 1


def test_images_have_room_until_the_account_is_full_and_live_customers_never_wait_for_it(
    transactional_db: None,
) -> None:
    first, second = two_clinics()
    files = [file_of(make_instance()) for _ in range(3)]
    fill(first, sum(map(len, files[:2])))
    assert [arrival.failure for arrival in receive_any(second, files)] == [0, 0, OUT_OF_RESOURCES]
    live = make_clinic(first.seller)
    assert len(receive(live, [file_of(make_instance())])) == 1
    other = make_clinic(mode=TEST)
    assert len(receive(other, [file_of(make_instance())])) == 1


def test_a_customer_with_less_room_than_its_account_has_no_more(transactional_db: None, settings: Settings) -> None:
    settings.TEST_STORAGE_GB = 5
    first, _ = two_clinics()
    first.set_quota(1)
    receive(first, [file_of(make_instance())])
    Usage.objects.filter(customer=first.customer).update(storage_bytes=GB)
    assert [arrival.failure for arrival in receive_any(first, [file_of(make_instance())])] == [OUT_OF_RESOURCES]


def test_uploads_that_have_not_ended_count(single: Running, clinic: Clinic) -> None:
    first, second = two_clinics()
    study = make_study(first)
    key = make_key(first.seller.account, TEST)
    fill(first, 3_000_000)
    body = related([file_of(make_instance(PixelData=bytes(2_400_000)))])
    unfinished = begin_store(single, second, body[:-50])
    eventually(lambda: temporary_bytes() > 2_000_000)
    with nothing_moves():
        report = upload(single, first, study.uid, form(pdf_of(2_400_000)), **{"X-API-Key": key})
        images = stow(single, second.token, body)
    assert (report.status, report.json["error"]["code"]) == (402, "STORAGE_FULL")
    assert (images.status, images.body) == (413, b"In test mode an account stores at most 1 GB, uploads included.\n")
    assert stow(single, clinic.token, body).status == 200
    unfinished.close()
    eventually(lambda: temporary() == 0)
    assert stow(single, second.token, related([file_of(make_instance(PixelData=bytes(2_400_000)))])).status == 200
