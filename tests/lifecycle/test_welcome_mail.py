"""POST /customers/{id}/resend-welcome: one more job, and no money."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from partners.mail import recipient_digest
from tests.lifecycle.books import everything
from tests.lifecycle.shop import make_shop, path_of

pytestmark = pytest.mark.django_db


def test_the_mail_is_enqueued_again_each_time() -> None:
    shop = make_shop()
    customer = shop.create()
    before = everything()
    for count in (1, 2):
        answer = shop.api.post(f"{path_of(customer)}/resend-welcome")
        assert answer.status_code == 202
        assert answer.json()["data"] == {
            "id": customer.public_id,
            "email": "one@example.com",
            "welcomeEmail": None,
        }
        jobs = ProcrastinateJob.objects.filter(task_name="customers.send_welcome_mail")
        said = {"customer_id": customer.public_id, "recipient": recipient_digest("one@example.com")}
        assert [job.args for job in jobs] == [said] * count
    assert {**everything(), "ProcrastinateJob": []} == {**before, "ProcrastinateJob": []}
