"""Web addresses: what is one, and the one spelling in which it is stored and sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.web_addresses import NotAWebAddress, WebAddress, web_address

SCHEME = "This must be an https:// URL."
UNSEEN = "This has characters that can't be seen."
PARTS = "This must have neither credentials nor a fragment."
BLANKS = "This must have neither blanks nor backslashes; in a path or query write %20 and %5C."
SERVER = "This must have a host, and after a colon a port in digits."
PORT = "The port must be 1 to 65535."


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("https://example.com/", "https://example.com/"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com?a=b", "https://example.com/?a=b"),
        ("HTTPS://Example.COM:443/A", "https://example.com/A"),
        ("http://example.com:0080/", "http://example.com/"),
        ("https://example.com:/", "https://example.com/"),
        ("https://example.com:80/", "https://example.com:80/"),
        ("https://example.com:65535/", "https://example.com:65535/"),
        ("https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443/"),
        ("https://müller.de/", "https://xn--mller-kva.de/"),
        ("https://h/?", "https://h/?"),
        (
            "https://h/h?sig=a%2Fb%2Bc%3D&sp=%2Ftriggers%2Fmanual",
            "https://h/h?sig=a%2Fb%2Bc%3D&sp=%2Ftriggers%2Fmanual",
        ),
        ("https://h/a%2fb/%41/%7Eme~", "https://h/a%2fb/%41/%7Eme~"),
        ("https://h/a/./b/../c//d", "https://h/a/./b/../c//d"),
        ("https://h/a@b:c;d=e,f!'()*$&+", "https://h/a@b:c;d=e,f!'()*$&+"),
        ("https://h/?to=https://x.example/?a=b", "https://h/?to=https://x.example/?a=b"),
        ("https://h/é?ü=ß", "https://h/%C3%A9?%C3%BC=%C3%9F"),
        ("https://h/%C3%A9", "https://h/%C3%A9"),
        ('https://h/[a]|{b}^`"<c>', "https://h/%5Ba%5D%7C%7Bb%7D%5E%60%22%3Cc%3E"),
        ("https://h/100%/%2/%zz", "https://h/100%25/%252/%25zz"),
    ],
)
def test_an_address_is_stored_in_one_spelling_that_stays_the_same(text: str, stored: str) -> None:
    assert str(web_address(text)) == stored
    assert str(web_address(stored)) == stored


def test_an_address_has_its_parts_as_they_are_sent() -> None:
    expected = WebAddress("https", "xn--mller-kva.de", 8443, "/h?")
    assert web_address("https://müller.de:8443/h?") == expected
    assert expected.authority == "xn--mller-kva.de:8443"
    assert web_address("https://h:443").authority == "h"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", SCHEME),
        ("nonsense", SCHEME),
        ("ftp://example.com/", SCHEME),
        ("https:/example.com/", SCHEME),
        ("https:example.com", SCHEME),
        ("//example.com/", SCHEME),
        ("https:\\\\example.com\\", SCHEME),
        ("https://example.com/\0", UNSEEN),
        ("https://example.com/\t", UNSEEN),
        ("https://exa\nmple.com/", UNSEEN),
        ("https://example.com/\u00a0", UNSEEN),
        ("https://example.com/\u202e", UNSEEN),
        ("https://example.com/\ud800", UNSEEN),
        ("https://user:pw@example.com/", PARTS),
        ("https://user@example.com/", PARTS),
        ("https://@example.com/", PARTS),
        ("https://example.com/#", PARTS),
        ("https://example.com#part", PARTS),
        ("https://example.com/a b", BLANKS),
        ("https://exam ple.com/", BLANKS),
        ("https://example.com\\@evil.example/", PARTS),
        ("https://example.com\\.evil.example/", BLANKS),
        ("https://example.com/a\\b", BLANKS),
        ("https://", SERVER),
        ("https:///path", SERVER),
        ("https://:8443/", SERVER),
        ("https://[::1/", SERVER),
        ("https://[::1]x/", SERVER),
        ("https://a:b/", SERVER),
        ("https://a:1:2/", SERVER),
        ("https://a:-1/", SERVER),
        ("https://a:٤٤٣/", SERVER),
        ("https://a:0/", PORT),
        ("https://a:65536/", PORT),
        ("https://a:" + "9" * 1000 + "/", PORT),
        ("https://a..b/", "The host has an empty part."),
        ("https://xn--a.example.com/", "The host has a part that is not a valid international name (IDNA 2008)."),
    ],
)
def test_what_is_not_an_address_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(NotAWebAddress) as refused:
        web_address(text)
    assert str(refused.value) == why


@given(st.text(st.characters(exclude_categories=("C", "Z")), max_size=80))
def test_any_path_and_query_is_stored_in_the_characters_of_rfc_3986_and_stays_the_same(path: str) -> None:
    text = "https://h/" + path.replace("#", "").replace("\\", "")
    if not text.isprintable():
        return
    stored = str(web_address(text))
    assert stored.isascii()
    assert set(stored).isdisjoint(' "<>[]^`{|}\\')
    assert str(web_address(stored)) == stored
