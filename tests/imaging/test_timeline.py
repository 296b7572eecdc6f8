"""The timeline page behind its link: what it shows in which order, to whom, and what its address gives away."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from imaging.models import Download, Report, Study, TimelineLink
from tests.calls import Api, code
from tests.imaging.clinic import Clinic, make_clinic, make_study
from tests.imaging.documents import docx, pdf
from tests.imaging.studies import made_uid
from tests.imaging.test_reports import attach, content_of, form

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def study(clinic: Clinic) -> Study:
    """Of a patient with a second study; another patient has one, too."""
    make_study(clinic, PatientID="P1", PatientName="Doe^Jo", StudyDate="20240101", StudyDescription="Older chest")
    make_study(clinic, PatientID="P2", PatientName="Roe^Al", StudyDescription="Of somebody else")
    return make_study(clinic, PatientID="P1", PatientName="Doe^Jo", StudyDate="20250101", StudyDescription="Chest")


def link_to(clinic: Clinic, study: Study, **body: Any) -> str:
    """The path of a new link's page."""
    answer = Api(clinic.seller.key).post(f"{clinic.studies()}/{study.uid}/timeline-links", body)
    assert answer.status_code == 201
    return str(answer.json()["data"]["url"]).removeprefix("http://localhost:8000")


def test_the_page_shows_studies_reports_and_comments_of_one_patient_newest_first(clinic: Clinic, study: Study) -> None:
    attach(clinic, study.uid, form(title="Findings <b>"))
    page = Client().get(link_to(clinic, study))
    text = page.content.decode()
    shown = ["Report attached: Findings &lt;b&gt;", "Findings &lt;b&gt;</h2>", "Chest</h2>", "Older chest</h2>"]
    assert sorted(shown, key=text.index) == shown
    assert ("Doe, Jo" in text, "Patient id P1" in text, "somebody else" in text, "Roe" in text) == (
        True,
        True,
        False,
        False,
    )


def test_the_address_names_no_patient_and_the_page_runs_no_script(clinic: Clinic, study: Study) -> None:
    url = link_to(clinic, study)
    assert [word for word in ("P1", "Doe", study.uid, clinic.customer.public_id) if word in url] == []
    page = Client().get(url)
    assert "<script" not in page.content.decode()
    assert "style=" not in page.content.decode()
    policy = page.headers["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, "script-src 'none'" in policy, "frame-src 'self'" in policy) == (True,) * 3
    assert "'unsafe-inline'" not in policy
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "private, no-store")


def test_a_report_opens_in_place_and_word_documents_are_downloaded(clinic: Clinic, study: Study) -> None:
    attach(clinic, study.uid, form(pdf(), title="As PDF"))
    attach(clinic, study.uid, form(docx(), title="As Word"))
    url = link_to(clinic, study)
    in_place, word = (Report.objects.get(title=title) for title in ("As PDF", "As Word"))
    text = Client().get(url).content.decode()
    assert f'<iframe src="{url}/reports/{in_place.public_id}"' in text
    assert f'<iframe src="{url}/reports/{word.public_id}"' not in text
    opened = Client().get(f"{url}/reports/{in_place.public_id}")
    assert (opened.status_code, content_of(opened)) == (200, pdf())
    assert opened.headers["Content-Disposition"].startswith("inline")
    assert opened.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    downloaded = Client().get(f"{url}/reports/{word.public_id}")
    downloaded.close()
    assert downloaded.headers["Content-Disposition"].startswith("attachment")
    assert downloaded.headers["Content-Security-Policy"].startswith("sandbox")


def test_every_opening_is_noted(clinic: Clinic, study: Study) -> None:
    attach(clinic, study.uid)
    url, report = link_to(clinic, study), Report.objects.get()
    Client().get(url)
    Client().get(f"{url}/reports/{report.public_id}").close()
    noted = [(one.way, one.subject, one.study_id) for one in Download.objects.order_by("pk")]
    link = TimelineLink.objects.get()
    assert noted == [("timeline", link.public_id, study.pk), ("timeline_report", report.public_id, study.pk)]


def test_a_link_opens_until_it_ends_and_only_its_own_patient(clinic: Clinic, study: Study) -> None:
    other = Study.objects.get(patient_id="P2")
    attach(clinic, other.uid)
    url = link_to(clinic, study, expiresInHours=1)
    report = Report.objects.get()
    assert Client().get(f"{url}/reports/{report.public_id}").status_code == 404
    assert [Client().get(address).status_code for address in (url + "x", url[:-1], "/timeline/x", "/timeline/x.y")] == [
        404
    ] * 4
    TimelineLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert Client().get(url).status_code == 404
    TimelineLink.objects.update(expires_at=timezone.now() + datetime.timedelta(hours=1), revoked_at=timezone.now())
    assert Client().get(url).status_code == 404
    assert Download.objects.count() == 0


def test_images_that_name_nobody_are_no_common_patient(clinic: Clinic) -> None:
    make_study(clinic, PatientID="", StudyDescription="Of nobody")
    mine = make_study(clinic, PatientID="", StudyDescription="Of nobody else")
    text = Client().get(link_to(clinic, mine)).content.decode()
    assert ("Of nobody else</h2>" in text, "Of nobody</h2>" in text) == (True, False)


def test_a_link_is_made_for_ones_own_indexed_studies_alone(clinic: Clinic, settings: Settings) -> None:
    stranger = make_clinic()
    theirs, pending = make_study(stranger), make_study(clinic, indexed=False)
    api = Api(clinic.seller.key)
    for uid in (theirs.uid, pending.uid, made_uid("missing")):
        assert code(api.post(f"{clinic.studies()}/{uid}/timeline-links", {})) == "STUDY_NOT_FOUND"
    assert code(api.post(f"{stranger.studies()}/{theirs.uid}/timeline-links", {})) == "CUSTOMER_NOT_FOUND"
    assert TimelineLink.objects.count() == 0
