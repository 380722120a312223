"""What a browser shows before the style sheets are there."""

from itertools import product

from knowledge.assets.first_look import at_rest

PAGES = ("es/", "en/repository", "pt/countries/MX")
SEEN = """() => (document.getAnimations().forEach(one => one.finish()), [...document.querySelectorAll('body *')]
    .map(one => [one, one.getBoundingClientRect(), getComputedStyle(one)])
    .filter(([one, box]) => box.width && box.top < innerHeight)
    .map(([one, box, style]) => [
        one.tagName, one.className, box.x, box.y, box.width, box.height,
        style.color, style.backgroundColor, style.font, style.textDecoration]))"""


def test_nothing_moves_when_the_style_sheets_arrive(page, site):
    for address, width in product(PAGES, (360, 1280)):
        page.set_viewport_size({"width": width, "height": 740})
        page.route("**/*.css*", lambda route: route.fulfill(content_type="text/css", body=""))
        page.goto(f"{site}/{address}")
        first = page.evaluate(SEEN)
        page.unroute("**/*.css*")
        page.goto(f"{site}/{address}")
        assert page.evaluate(SEEN) == first, (address, width)
        assert len(first) > 25, address


def test_what_cannot_be_seen_at_first_is_left_out():
    sheet = """@charset "utf-8";
        /* what people read */
        :root { --used: 1px; --only-read-by-the-unused: 2px; --unused: var(--only-read-by-the-unused) }
        a:hover, :is(a:focus, a:link) { color : red }
        a:not(:hover) { content: "a  ;}" }
        @media print { a { color: black } }
        @media (min-width: 1px) { dialog { color: red } p, video { margin: var(--used)  auto !important } }
        @keyframes turning { to { rotate: 1turn } }
    """
    assert at_rest(sheet) == (
        ":root{--used:1px}"
        ":is(a:focus, a:link){color:red}"
        'a:not(:hover){content:"a  ;}"}'
        "@media (min-width: 1px){p{margin:var(--used) auto!important}}"
    )
