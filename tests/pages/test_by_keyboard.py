"""A whole job with the keyboard alone: no pointer, and nothing focused but by Tab."""

from playwright.sync_api import Page

MOST_STOPS = 150
NAME = """one => [one.getAttribute('aria-label'), ...[...one.labels ?? []].map(label => label.innerText), one.innerText]
    .filter(Boolean).join(' ')"""
"""How a browser calls what has the focus."""


def reaches(page: Page, name: str) -> None:
    """Press Tab until what has the name has the focus, and insist that one sees it has."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and name in focused.evaluate(NAME):
            assert focused.evaluate(
                "one => getComputedStyle(one).outlineStyle !== 'none' || one.matches('input,select')"
            )
            return
    raise AssertionError(f"No way leads to {name!r}.")


def test_a_milestone_is_recorded_without_a_pointer(house):
    with house.window("coordinator", language="en", countries=["MX"]) as page:
        page.goto("record")
        keys = page.keyboard
        for link in ("Mexico", "Network established"):
            reaches(page, link)
            with page.expect_navigation():
                keys.press("Enter")
        reaches(page, "I know the day")
        for _ in range(3):
            keys.press("ArrowDown")
        assert page.get_by_label("I only know that it was by then").is_checked()
        reaches(page, "Year")
        keys.type("2021")
        reaches(page, "Month")
        keys.type("Sep")
        reaches(page, "A document that is not registered yet")
        keys.press("Enter")
        reaches(page, "Title of the document")
        keys.type("Minutes of the network")
        reaches(page, "Check before recording")
        with page.expect_navigation():
            keys.press("Enter")
        reaches(page, "Record")
        with page.expect_navigation():
            keys.press("Enter")

        page.get_by_text("The milestone is recorded.").wait_for()
        page.get_by_text("by September 2021").first.wait_for()
