"""A reader whose browser runs scripts, and one who reads from the right."""

import pytest
from playwright.sync_api import expect

from knowledge.app import create_app
from knowledge.bulletin_file import read_bulletin_file
from knowledge.demonstrating import DEMONSTRATION
from knowledge.importing import Import
from knowledge.security import IMPORTER
from tests.pages.conftest import open_platform, serving


@pytest.fixture
def profile():
    """With scripts, at a desk."""
    return {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"}


def test_the_slider_changes_the_figures_and_stays_where_it_is(page, site):
    page.goto(f"{site}/en/")
    slider = page.get_by_role("slider")
    slider.fill("35")

    page.get_by_text("As of 31 December 2020").first.wait_for()
    assert page.url == f"{site}/en/?valid_at=2020-12-31"
    assert slider.get_attribute("aria-valuetext") == "December 2020"
    assert "0–13" in page.locator(".figures div").first.inner_text()
    page.go_back()
    expect(page.locator(".figures div").first).not_to_contain_text("0–13")


AT_REST = """() => [...document.querySelectorAll("body *")].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect(), { color, backgroundColor } = getComputedStyle(one);
    return [one.tagName, x, y, width, height, color, backgroundColor].join(" ");
})"""


def test_nothing_moves_when_the_style_sheets_arrive_after_the_first_paint(page, site):
    def looks(address: str) -> list[str]:
        page.goto(f"{site}{address}")
        assert page.evaluate("document.styleSheets[0].href") is None
        page.wait_for_load_state("networkidle")
        assert len(page.evaluate("[...document.styleSheets].filter(one => one.href)")) == 2
        told = page.evaluate(AT_REST)
        return [one for one in told if not one.startswith(("SCRIPT", "LINK"))]

    pages = ("/en/", "/en/repository?q=red", "/en/countries/MX", "/en/sign-in", "/en/verify", "/en/bulletin")
    late = [looks(address) for address in pages]
    page.route("**/*.css*", lambda route: route.fulfill(body="", content_type="text/css"))
    first = [looks(address) for address in pages]

    assert first == late


def test_a_menu_closes_with_escape_and_gives_the_focus_back(page, site):
    page.goto(f"{site}/en/")
    heading = page.get_by_text("Network", exact=True).first
    heading.click()
    page.get_by_role("link", name="Working groups").wait_for()
    page.keyboard.press("Escape")

    assert not page.get_by_role("link", name="Working groups").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Network"


def test_results_follow_what_is_typed(page, site):
    page.goto(f"{site}/en/repository")
    field = page.locator("#q")
    before = page.get_by_role("status").inner_text()
    field.press_sequentially("guat")
    page.locator("#suggestions option").first.wait_for(state="attached")

    page.wait_for_url(f"{site}/en/repository?q=guat%2A*")
    assert page.locator("#told").inner_text() == page.locator("#results").inner_text() != before
    assert page.evaluate("document.activeElement.id") == "q"
    page.reload()
    assert page.locator("#q").input_value() == "guat*"


def test_ticking_a_filter_narrows_the_results_at_once(page, site):
    page.goto(f"{site}/en/repository?q=red")
    page.get_by_role("checkbox", name="Mexico").check()
    page.get_by_role("link", name="Remove: Country: Mexico").wait_for()

    assert page.url == f"{site}/en/repository?q=red&sort=relevance&country=MX"
    assert page.evaluate("document.activeElement.value") == "MX"
    page.go_back()
    page.wait_for_url(f"{site}/en/repository?q=red")
    expect(page.get_by_role("checkbox", name="Mexico")).not_to_be_checked()
    page.get_by_label("Sorted by").select_option("published")
    page.wait_for_url("**sort=published")


@pytest.fixture(scope="module")
def mirrored(tmp_path_factory):
    """The address of a server that shows the second bulletin in words that run from the right."""
    with open_platform(tmp_path_factory.mktemp("mirrored"), PSEUDO_LANGUAGE="yes") as opened:
        Import(opened.platform, by=IMPORTER).run(read_bulletin_file(DEMONSTRATION))
        with serving(create_app(opened)) as address:
            yield f"{address}/ar-XB"


def edges(page, selector):
    """Where an element begins and ends on the page, from the left."""
    box = page.locator(selector).first.bounding_box()
    return box["x"], box["x"] + box["width"]


def test_a_page_from_the_right_begins_at_the_right(page, mirrored):
    page.goto(f"{mirrored}/countries/MX")

    brand, account = edges(page, ".brand"), edges(page, ".account")
    heading, when = edges(page, ".timeline .fact"), edges(page, ".timeline .span")
    assert brand[1] > account[1]
    assert when[0] > heading[0]
    assert page.evaluate("getComputedStyle(document.querySelector('main h1')).textAlign") in {"start", "right"}


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("address", ["/", "/countries/MX", "/milestones/33", "/repository"])
def test_no_page_from_the_right_is_wider_than_the_screen(page, mirrored, address, width):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{mirrored}{address}")

    assert page.evaluate("document.documentElement.scrollWidth") == width
