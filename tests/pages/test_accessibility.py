"""Every page, by day and by night, at a desk and on a phone, from the left and the right, as axe-core sees it."""

from urllib.parse import urlsplit

import pytest

from knowledge.signing_in.cookies import PLAIN_COOKIE
from tests.pages.conftest import serving
from tests.pages.walking import Shown, open_world, walk
from tests.support import axe
from tests.support.visitors import Visitor

NO_PAGES = {
    "pages.show_date_in_words": "a part of a form, which a script asks for",
    "pages.show_milestones_feed": "an Atom feed",
    "pages.sign_in_elsewhere": "leads to a provider's page at once",
    "pages.suggest_in_repository": "a part of the search, which a script asks for",
}
"""Views that answer with no page of their own."""
UNFOLD = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
TOO_WIDE = """() => ["ltr", "rtl"].filter((direction) => {
    document.documentElement.dir = direction;
    return document.documentElement.scrollWidth > window.innerWidth;
})"""
"""Lists the directions in which a page must be scrolled sideways, and leaves it running from the right."""
OPEN_MENU = "document.getElementById('menu').showPopover()"


PEOPLE = ("visitor", "contributor", "reviewer", "curator", "coordinator", "provider", "auditor", "administrator")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with open_world(tmp_path_factory.mktemp("walked")) as opened:
        yield opened


@pytest.fixture(scope="module")
def tour(world):
    """Give for everybody the pages that nobody before saw, beside the first page."""
    seen: set[tuple[str, str]] = set()
    chosen = {}
    for who in world.people:
        fresh = {(one.view, one.telling): one for one in reversed(list(walk(world, who)))}
        others = (one for key, one in fresh.items() if key not in seen and one.view not in NO_PAGES)
        chosen[who] = [Shown("pages.show_board", who, "/en/"), *others]
        seen.update(fresh)
    return chosen


@pytest.fixture(scope="module")
def site(world):
    with serving(world.app) as address:
        yield address


def test_somebody_is_shown_every_page(world, tour):
    views = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in rule.methods}
    shown = {one.view for pages in tour.values() for one in pages}

    assert tuple(tour) == PEOPLE
    missed = {view for view in views if view.startswith("pages.")} - shown - set(NO_PAGES)
    assert not missed, "No link leads there: give walking.py something to be shown, or NO_PAGES the reason."


# One for each of them, so that processes can share them out: what they were shown takes minutes to look at.
@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_can_use_every_page(world, tour, site, browser, who):
    found = list(looked_at(browser, site, world, who, tour[who]))

    assert not found, "\n".join(found)


def test_a_form_that_was_refused_and_a_page_that_is_not_there_can_be_used_too(site, browser):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site}/en/reset-password")
    page.locator("#field-email").fill("nobody")
    page.locator("form.filled button").click()
    page.locator(".summary").wait_for()
    refused = axe.violations(page)
    page.goto(f"{site}/en/nowhere")
    missing = axe.violations(page)
    context.close()

    assert not [*refused, *missing]


def looked_at(browser, site, world, who, pages):
    """Look at pages as somebody; give what is wrong, with where."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    account = world.people[who]
    if account:
        secret = Visitor(world.app).sign_in(world.knowledge, account).secret
        context.add_cookies([{"name": PLAIN_COOKIE, "value": secret, "url": site}])
    page = context.new_page()
    for one in pages:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="light")
        page.goto(site + one.address)
        assert urlsplit(page.url).path == urlsplit(one.address).path
        page.evaluate(UNFOLD)
        yield from (f"{who} {one.address} by day: {complaint}" for complaint in axe.violations(page))
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 360, "height": 740})
        yield from (f"{who} {one.address} on a phone: too wide, {way}" for way in page.evaluate(TOO_WIDE))
        page.evaluate("document.documentElement.dir = 'ltr'")
        is_first = one.telling == who
        if is_first:
            page.evaluate(OPEN_MENU)
        found = axe.violations(page, *() if is_first else axe.LOOKS)
        yield from (f"{who} {one.address} by night: {complaint}" for complaint in found)
    context.close()
