"""Which values of Content-Encoding leave a body as it is."""

import pytest

from foundation.content_coding import is_identity


@pytest.mark.parametrize("value", ["", "identity", " Identity ", "identity, identity", "identity,", ","])
def test_no_coding_and_identity_leave_a_body_as_it_is(value: str) -> None:
    assert is_identity(value)


@pytest.mark.parametrize("value", ["gzip", "identity, gzip", "x", "identity;q=1", "identity identity"])
def test_any_other_coding_changes_it(value: str) -> None:
    assert not is_identity(value)
