"""Hosts as DNS can hold them, in the one spelling in which they are sent."""

import pytest

from foundation.host_names import ImpossibleHost, host_name, is_numeric

EMPTY = "has an empty part"
LABEL = "has a part that is not 1 to 63 letters, digits and inner hyphens"
INTERNATIONAL = "has a part that is not a valid international name (IDNA 2008)"
IPV6 = "is not an IPv6 address"
LONG = "is longer than 253 characters"


def long_name(last: int) -> str:
    """A name of three full labels and a last one."""
    return ".".join(["a" * 63] * 3 + ["b" * last])


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("example.com", "example.com"),
        ("Example.COM", "example.com"),
        ("example.com.", "example.com."),
        ("localhost", "localhost"),
        ("my_host.example", "my_host.example"),
        ("r3---sn-ab.example.com", "r3---sn-ab.example.com"),
        ("a" * 63 + ".com", "a" * 63 + ".com"),
        (long_name(61), long_name(61)),
        (long_name(61) + ".", long_name(61) + "."),
        ("müller.de", "xn--mller-kva.de"),
        ("MÜLLER.de", "xn--mller-kva.de"),
        ("mu\u0308ller.de", "xn--mller-kva.de"),
        ("xn--mller-kva.de", "xn--mller-kva.de"),
        ("XN--MLLER-KVA.de", "xn--mller-kva.de"),
        ("faß.de", "xn--fa-hia.de"),
        ("例え。jp", "xn--r8jz45g.jp"),
        ("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com", "xn--mgba3gch31f060k.com"),
        ("\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45.com", "example.com"),
        ("\uff11\uff12\uff17.\uff10.\uff10.\uff11", "127.0.0.1"),
        ("127.1", "127.1"),
        ("[::1]", "[::1]"),
        ("[2001:DB8:0:0::1]", "[2001:db8::1]"),
    ],
)
def test_a_host_has_one_spelling_and_that_is_its_own(text: str, host: str) -> None:
    assert host_name(text) == host
    assert host_name(host) == host


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", EMPTY),
        (".", EMPTY),
        (".com", EMPTY),
        ("a..b", EMPTY),
        ("a..", EMPTY),
        ("例え。。jp", EMPTY),
        ("-a.com", LABEL),
        ("a-.com", LABEL),
        ("a" * 64 + ".com", LABEL),
        ("exam ple.com", LABEL),
        ("*.example.com", LABEL),
        ("ex%61mple.com", LABEL),
        ("a\0b.com", LABEL),
        ("a:b", LABEL),
        (long_name(62), LONG),
        ("é" * 300, LONG),
        (".".join(["é" * 30] * 8), LONG),
        ("xn--a.example.com", INTERNATIONAL),
        ("xn--.com", INTERNATIONAL),
        ("XN--A.example", INTERNATIONAL),
        ("xn--9999999999.com", INTERNATIONAL),
        ("xn--abc-.com", INTERNATIONAL),
        ("xn--xn---epa.com", INTERNATIONAL),
        ("xn--" + "a" * 60 + ".com", INTERNATIONAL),
        ("é" * 64 + ".com", INTERNATIONAL),
        ("☃.net", INTERNATIONAL),
        ("xn--n3h.net", INTERNATIONAL),
        ("a\u200db.com", INTERNATIONAL),
        ("\u0301a.com", INTERNATIONAL),
        ("1א.com", INTERNATIONAL),
        ("é/.com", INTERNATIONAL),
        ("[::1", IPV6),
        ("[1.2.3.4]", IPV6),
        ("[fe80::1%eth0]", IPV6),
        ("[fe80::1%25eth0]", IPV6),
        ("[v1.a]", IPV6),
        ("[]", IPV6),
    ],
)
def test_a_host_that_no_server_can_have_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(ImpossibleHost) as refused:
        host_name(text)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("host", "numeric"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1.", True),
        ("2130706433", True),
        ("0x7f.1", True),
        ("0X7F000001", True),
        ("a.0177", True),
        ("1.example", False),
        ("1e3", False),
        ("x0", False),
    ],
)
def test_what_some_system_would_read_as_a_number_is_numeric(host: str, numeric: bool) -> None:
    assert is_numeric(host) is numeric
