"""A catalogue refuses whatever contradicts itself, so that a process with a bad one never starts."""

from dataclasses import fields, replace
from typing import Any

import pytest

from errors_docs.catalogue import OPTIONAL, Catalogue, CatalogueError, Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.exceptions import MissingKey, StudyNotFound
from errors_docs.shapes import StatusDetails
from errors_docs.surfaces import PARTNER


class TestContradictions:
    """Each test starts from an entry that is good, so that only the one change can be what is refused."""

    good = catalogue_for(PARTNER)["CUSTOMER_NOT_FOUND"]

    def refusal_of(self, *entries: Entry) -> str:
        catalogue = Catalogue(PARTNER)
        with pytest.raises(CatalogueError) as refused:
            catalogue.publish(*entries)
        assert entries[-1] not in list(catalogue)
        return str(refused.value)

    def test_a_taken_code_is_refused(self) -> None:
        again = replace(self.good, error=StudyNotFound, example=StudyNotFound())
        assert self.refusal_of(self.good, again) == "partner: CUSTOMER_NOT_FOUND is taken"

    def test_a_class_published_twice_is_refused(self) -> None:
        again = replace(self.good, code="CUSTOMER_MISSING")
        assert (
            self.refusal_of(self.good, again)
            == "partner: CUSTOMER_MISSING: CustomerNotFound is published as CUSTOMER_NOT_FOUND already"
        )

    @pytest.mark.parametrize("section", sorted({each.name for each in fields(Entry)} - {"error", "example", *OPTIONAL}))
    def test_an_empty_section_is_refused(self, section: str) -> None:
        value = getattr(self.good, section)
        empty: Any = type(value)() if isinstance(value, str | int | tuple) else None
        emptied = replace(self.good, **{section: empty})
        assert self.refusal_of(emptied) == f"partner: {emptied.code} has no {section}"

    @pytest.mark.parametrize("section", ["check", "fix", "related"])
    def test_a_list_with_a_blank_line_counts_as_empty(self, section: str) -> None:
        blanked: Any = {section: ("A sentence.", " ")}
        assert self.refusal_of(replace(self.good, **blanked)) == f"partner: CUSTOMER_NOT_FOUND has no {section}"

    def test_an_example_of_another_class_is_refused(self) -> None:
        wrong = replace(self.good, example=MissingKey())
        assert self.refusal_of(wrong) == "partner: CUSTOMER_NOT_FOUND: the example is no CustomerNotFound"

    def test_a_message_that_names_an_unknown_field_is_refused(self) -> None:
        wrong = replace(self.good, message="There is no customer {customer_id}.")
        assert "message or details name a field that CustomerNotFound lacks: 'customer_id'" in self.refusal_of(wrong)

    def test_the_message_of_a_reason_that_names_an_unknown_field_is_refused(self) -> None:
        wrong = replace(self.good, reasons={"moved": "It is at {address} now."})
        assert "message or details name a field that CustomerNotFound lacks: 'address'" in self.refusal_of(wrong)

    def test_details_that_name_an_unknown_field_are_refused(self) -> None:
        wrong = replace(self.good, details=StatusDetails)
        assert "message or details name a field that CustomerNotFound lacks" in self.refusal_of(wrong)

    @pytest.mark.parametrize("related", ["CUSTOMER_LOST", "CUSTOMER_NOT_FOUND"])
    def test_a_related_code_that_is_no_other_code_is_refused_when_the_catalogue_is_sealed(self, related: str) -> None:
        catalogue = Catalogue(PARTNER)
        catalogue.publish(replace(self.good, related=(related,)))
        with pytest.raises(CatalogueError, match=f"CUSTOMER_NOT_FOUND names {related} as related"):
            catalogue.seal()

    def test_a_catalogue_without_an_answer_to_a_crash_is_refused(self) -> None:
        crash = catalogue_for(PARTNER)["INTERNAL_ERROR"]
        catalogue = Catalogue(PARTNER)
        catalogue.publish(
            replace(self.good, related=("INTERNAL_ERROR",)),
            replace(crash, error=StudyNotFound, example=StudyNotFound(), related=("CUSTOMER_NOT_FOUND",)),
        )
        with pytest.raises(CatalogueError, match="nothing publishes InternalError"):
            catalogue.seal()
