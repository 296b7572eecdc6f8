"""Instances whose attributes are megabytes, made in the database: no file is needed to read them."""

from typing import Final

from django.db import connection

from imaging.models import Study
from tests.imaging.clinic import Clinic, make_study

#: Copies of a study's one image, each with as many bytes in an attribute that no search answers by default.
COPIES: Final = """
INSERT INTO imaging_instance (customer_id, study_id, series_id, uid, series_uid, class_uid, transfer_syntax, number,
    file, size, sha256, state, failure, answer, attributes, stored_at)
SELECT customer_id, study_id, series_id, left(uid, 55) || '.' || copy, series_uid, class_uid, transfer_syntax, copy,
    file || copy, size, sha256, state, failure, answer,
    attributes || jsonb_build_object('00104000', jsonb_build_object('vr', 'LT', 'Value',
        jsonb_build_array(repeat(md5(copy::text), %(bytes)s / 32)))), stored_at
FROM imaging_instance CROSS JOIN generate_series(1, %(copies)s) copy WHERE study_id = %(study)s
"""
#: The same in a study and its series, default attributes included.
DESCRIBED: Final = """
UPDATE imaging_study SET answer = replace(answer, '"Doe^Jo"', '"' || repeat('x', %(bytes)s) || '"')
WHERE customer_id = %(customer)s
"""


def make_large_study(clinic: Clinic, *, copies: int, size: int) -> Study:
    """A study with one image and so many copies of it."""
    study = make_study(clinic)
    with connection.cursor() as cursor:
        cursor.execute(COPIES, {"study": study.pk, "copies": copies, "bytes": size})
    return study


def enlarge_answers(clinic: Clinic, size: int) -> None:
    """Make the patient's name of each of a customer's studies as long as this."""
    with connection.cursor() as cursor:
        cursor.execute(DESCRIBED, {"customer": clinic.customer.pk, "bytes": size})
