"""Allowlists: from which addresses a key may be used."""

import pytest

from partners.addresses import UNKNOWN, plain_address
from tests.calls import Api, code, details
from tests.factories import make_key, make_partner


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("2001:0db8:0000::0001", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:201", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", UNKNOWN),
        ("unix:", UNKNOWN),
    ],
)
def test_an_address_has_one_form(text: str, plain: str) -> None:
    assert plain_address(text) == plain


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("networks", "address"),
    [
        ([], "203.0.113.9"),
        ([], ""),
        (["192.0.2.0/24"], "192.0.2.0"),
        (["192.0.2.0/24"], "192.0.2.255"),
        (["192.0.2.7"], "192.0.2.7"),
        (["10.0.0.0/8", "192.0.2.0/24"], "192.0.2.9"),
        (["2001:db8::/32"], "2001:db8:ffff::1"),
        (["2001:db8::1"], "2001:0db8::0001"),
        (["192.0.2.0/24"], "::ffff:192.0.2.9"),
        (["::ffff:192.0.2.0/120"], "192.0.2.9"),
        (["fe80::/10"], "fe80::1%eth0"),
        (["0.0.0.0/0"], "192.0.2.9"),
        (["0.0.0.0/0"], ""),
    ],
)
def test_an_address_within_the_allowlist_is_admitted(networks: list[str], address: str) -> None:
    key = make_key(make_partner(), allowed_networks=networks)
    assert Api(key, address=address).get("/account").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("networks", "address", "shown"),
    [
        (["192.0.2.0/24"], "192.0.3.0", "192.0.3.0"),
        (["192.0.2.0/24"], "192.0.1.255", "192.0.1.255"),
        (["192.0.2.7"], "192.0.2.8", "192.0.2.8"),
        (["192.0.2.0/24"], "2001:db8::1", "2001:db8::1"),
        (["2001:db8::/32"], "2001:db9::1", "2001:db9::1"),
        (["2001:db8::/32"], "192.0.2.1", "192.0.2.1"),
        (["::/0"], "192.0.2.1", "192.0.2.1"),
        (["192.0.2.0/24"], "::ffff:198.51.100.1", "198.51.100.1"),
        (["192.0.2.0/24"], "", UNKNOWN),
    ],
)
def test_an_address_outside_of_the_allowlist_is_refused_and_named(
    networks: list[str], address: str, shown: str
) -> None:
    key = make_key(make_partner(), allowed_networks=networks)
    answer = Api(key, address=address).get("/account")
    assert (answer.status_code, code(answer)) == (403, "IP_NOT_ALLOWED")
    assert details(answer) == {"address": shown}


@pytest.mark.django_db
def test_a_header_that_a_client_sends_is_no_address() -> None:
    key = make_key(make_partner(), allowed_networks=["192.0.2.0/24"])
    answer = Api(key, address="198.51.100.1").get(
        "/account", headers={"X-Forwarded-For": "192.0.2.1", "X-Real-IP": "192.0.2.1", "Forwarded": "for=192.0.2.1"}
    )
    assert details(answer) == {"address": "198.51.100.1"}
