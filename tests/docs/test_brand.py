"""The operator's own name, colours and logo, and what is refused as one."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from config.brand import colour_pair, contrast, svg_file
from config.environment import Malformed
from tests.docs.html_page import read_page

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


@pytest.fixture
def branded(settings: Settings) -> None:
    # Pages are kept by the address of the server, so another one makes them anew.
    settings.BASE_URL = "http://localhost:8001"
    settings.BRAND_NAME = "Acme & Sons"
    settings.BRAND_LOGO = LOGO
    settings.BRAND_COLORS = ("#0b6b3a", "#7fe0ae")


@pytest.mark.usefixtures("branded")
def test_every_page_has_the_operators_name_and_logo(client: Client) -> None:
    for path in ("/docs/", "/docs/partner", "/docs/partner/errors/CANNOT_SELL"):
        page = read_page(client.get(path).content.decode())
        assert page.problems == []
        assert "Acme & Sons" in page.text
        assert "Tollgate" not in page.text
        assert '<img class="mark" src="/brand/logo.svg"' in client.get(path).content.decode()


@pytest.mark.usefixtures("branded")
def test_the_colours_are_a_style_sheet_and_the_logo_can_do_nothing(client: Client) -> None:
    logo = client.get("/brand/logo.svg")

    assert client.get("/brand.css").content.decode() == ":root { --accent: light-dark(#0b6b3a, #7fe0ae); }\n"
    assert (logo.content.decode(), logo["Content-Type"]) == (LOGO, "image/svg+xml")
    assert logo["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_without_a_logo_there_is_none(client: Client) -> None:
    assert client.get("/brand/logo.svg").status_code == 404
    assert client.get("/brand.css").content.decode() == ":root { --accent: light-dark(#3f4fd0, #98a6ff); }\n"


def test_two_readable_colours_are_taken() -> None:
    assert colour_pair("#0B6B3A, #7fe0ae") == ("#0b6b3a", "#7fe0ae")
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0


@pytest.mark.parametrize(
    "raw", ["#3f4fd0", "red,blue", "#3f4fd0,#98a6ff,#000000", "#ffff00,#98a6ff", "#3f4fd0,#222222"]
)
def test_what_is_no_pair_of_readable_colours_is_refused(raw: str) -> None:
    with pytest.raises(Malformed):
        colour_pair(raw)


def test_a_logo_is_a_small_svg_file_without_script(tmp_path: Path) -> None:
    good, scripted, large = tmp_path / "good.svg", tmp_path / "scripted.svg", tmp_path / "large.svg"
    good.write_text(LOGO)
    scripted.write_text(LOGO.replace("<rect", "<script>alert(1)</script><rect"))
    large.write_text(LOGO + " " * 20_000)

    assert svg_file(str(good)) == LOGO
    for wrong in (scripted, large, tmp_path / "missing.svg"):
        with pytest.raises(Malformed):
            svg_file(str(wrong))
