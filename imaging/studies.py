"""Finding studies for the Partner API: the customer's own, and only what is indexed."""

import datetime
from typing import Final

from django.db.models import Count, QuerySet

from api.paging import Portion, key_of
from customers.access import refuse_unless_readable
from customers.listing import find_customer
from customers.models import Customer
from errors_docs.exceptions import StudyNotFound
from imaging.answers import StudyList, study_answer
from imaging.models import Study
from imaging.models.study import UID_LENGTH
from partners.caller import Caller

#: Columns of a study that only a search needs: megabytes in each row, if its images say so much.
LARGE: Final = ("attributes", "answer")


def studies_of(customer: Customer) -> "QuerySet[Study]":
    """The studies of a customer that may be seen, with the number of reports; without what only a search needs."""
    visible = Study.objects.filter(customer=customer, indexed_at__isnull=False)
    return visible.defer(*LARGE).annotate(report_count=Count("reports"))


def readable_customer(caller: Caller, customer_id: str) -> Customer:
    """Return a customer whose files may be read. Raises CustomerNotFound, and OperationNotAllowed for any other."""
    customer = find_customer(caller, customer_id)
    refuse_unless_readable(customer)
    return customer


def find_study(caller: Caller, customer_id: str, study_uid: str) -> Study:
    """Return one of a customer's studies that may be read.

    Raises CustomerNotFound, OperationNotAllowed or StudyNotFound.
    """
    return study_of(readable_customer(caller, customer_id), study_uid)


def study_of(customer: Customer, study_uid: str) -> Study:
    """Return a study, readable or not. Raises StudyNotFound; one that is not indexed is not there."""
    study = studies_of(customer).filter(uid=study_uid).first() if _could_be_uid(study_uid) else None
    if study is None:
        raise StudyNotFound
    study.customer = customer
    return study


def list_studies(
    caller: Caller,
    customer_id: str,
    portion: Portion,
    *,
    patient_id: str | None = None,
    modality: str | None = None,
    start: datetime.date | None = None,
    end: datetime.date | None = None,
) -> StudyList:
    """Return a part of them, newest first, of the days from ``start`` to ``end``, both included.

    Raises CustomerNotFound or OperationNotAllowed.
    """
    found = studies_of(readable_customer(caller, customer_id))
    if patient_id is not None:
        found = found.filter(patient_id=patient_id)
    if modality is not None:
        found = found.filter(modalities__contains=[modality])
    if start is not None:
        found = found.filter(date__gte=start)
    if end is not None:
        found = found.filter(date__lte=end)
    shown, pagination = portion.shown(list(portion.newest(found)), key_of, found.count)
    return StudyList([study_answer(study) for study in shown], pagination)


def _could_be_uid(text: str) -> bool:
    return 0 < len(text) <= UID_LENGTH and not text.strip("0123456789.")
