"""A reader on a phone, whose browser runs no scripts."""

import pytest

PAGES = (
    "",
    "?valid_at=2020-12-31",
    "countries/MX",
    "countries/CR",
    "milestones/33",
    "milestones",
    "worklists",
    "worklists/inexact-dates",
    "projects/mptf-chl-mex",
)


def test_a_reader_goes_from_the_board_to_a_country_to_a_milestone_to_its_history(page, site):
    page.goto(f"{site}/es/")
    page.get_by_role("rowheader", name="México").get_by_role("link").click()
    page.get_by_role("heading", name="México", level=1).wait_for()
    page.get_by_role("listitem").get_by_role("link", name="Red creada").click()

    page.get_by_role("heading", name="Red creada").wait_for()
    history = page.get_by_role("table", name="Historial")
    assert history.get_by_role("rowheader").all_inner_texts() == ["Registrado"]
    assert "septiembre de 2021 o antes" in history.inner_text()


def test_another_day_changes_the_figures(page, site):
    page.goto(f"{site}/")
    figure = page.locator(".figures div").first
    assert set(figure.inner_text().split("\n")) == {"Networks established", "13"}

    page.get_by_text("Exact day and region").click()
    page.get_by_label("What had happened by").fill("2020-12-31")
    page.get_by_role("button", name="Show").last.click()

    page.get_by_text("As of 31 December 2020").first.wait_for()
    assert "0–13" in figure.inner_text()
    assert "0 sure, 13 possible" in figure.inner_text()
    page.get_by_text("Exact day and region").click()
    assert page.get_by_label("What had happened by").input_value() == "2020-12-31"


def test_the_slider_needs_no_script(page, site):
    page.goto(f"{site}/en/")
    page.get_by_role("slider").fill("35")
    page.get_by_role("button", name="Show").first.click()

    page.get_by_text("As of 31 December 2020").first.wait_for()
    assert page.url == f"{site}/en/?valid_at=2020-12-31"


def test_the_menu_of_a_phone_needs_no_script(page, site):
    page.goto(f"{site}/es/")
    page.get_by_role("button", name="Menú").click()
    page.locator("summary", has_text="Español").click()
    page.get_by_role("link", name="Português").click()

    page.get_by_role("heading", name="Situação dos países", level=1).wait_for()
    assert page.url == f"{site}/pt/"
    page.goto(f"{site}/")
    assert page.url == f"{site}/pt/"


def test_the_keyboard_leads_to_the_content_first(page, site):
    page.goto(f"{site}/en/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#content")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_wider_than_the_phone(page, site, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/pt/{address}")

    assert page.evaluate("document.documentElement.scrollWidth") == 360
