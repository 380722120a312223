"""Markup that somebody types into everything, or puts into an address, is never more than text on any page."""

from html.parser import HTMLParser
from typing import Any

from tests.api.caller import Caller
from tests.attacks.conftest import filled

MARK = "zq7"
PAYLOADS = (
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"'><svg/onload={MARK}()>",
    f"[x](javascript:{MARK}())",
    f"<a href='javascript:{MARK}()'>x</a>",
    f"{{{{7*7}}}}{MARK}",
    f"</title></textarea><iframe srcdoc={MARK}>",
)
ALL = " ".join(PAYLOADS)
TYPED = {"q": ALL, "next": f"javascript:{MARK}()", "lang": ALL}
LEADING = {"href", "src", "action", "formaction", "data", "xlink:href"}
"""Attributes whose value is followed; those of fields only say what was typed."""


class Acting(HTMLParser):
    """Finds what would act on a page: elements and attributes that a payload made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            leads = name in LEADING and "javascript:" in (value or "").strip().lower()[:20]
            if name.startswith("on") or name == "srcdoc" or leads:
                self.found.append(f"{tag} {name}")
        if (
            tag == "script"
            and not dict(attributes).get("src")
            and dict(attributes).get("type") != "application/ld+json"
        ):
            self.found.append("script")

    def handle_data(self, data):
        if self.cdata_elem == "script" and MARK in data and "</" in data:
            self.found.append("script data")


def acting(page):
    reading = Acting()
    reading.feed(page)
    return reading.found


def pages(attacked, who, **values):
    for _, rule in attacked.routes("GET"):
        answer = attacked.ask(
            "GET", filled(rule.rule, **values), who, query_string=TYPED, headers={"Accept": "text/html"}
        )
        if answer.mimetype == "text/html":
            yield rule.rule, answer.get_data(as_text=True)


def test_a_page_on_which_something_acts_would_be_found():
    for payload in PAYLOADS[:3]:
        assert acting(f"<p>{payload}</p>")
    assert acting('<a href=" javascript:x()">x</a>')


def test_markup_typed_into_everything_acts_nowhere(attacked):
    cast, runs = attacked.cast, Caller(attacked.app)
    texts = [
        "title",
        "summary",
        "detailed_information",
        "benefit_and_impact",
        "key_lessons",
        "recommendations",
        "implementer",
    ]
    practice = cast.publish(cast.begin(**dict.fromkeys(texts, ALL)))
    working = cast.begin(**dict.fromkeys(texts, ALL))
    source = {"title": ALL, "publisher": ALL, "published": "2021-11", "language": "es"}
    registered: Any = runs.post("/documents", source)
    document = registered.json["id"]
    established = {
        "milestone": "established",
        "occurred": "2021-10",
        "source": {"document": document, "locator": ALL, "quote": ALL},
    }
    assert runs.post("/networks/PE/milestones", established).status_code == 201

    shown = 0
    public = {"id": practice, "slug": cast.slug(practice), "code": "PE"}
    for who, values in ((None, public), (cast.curator, public), (cast.author, {"id": working})):
        for rule, page in pages(attacked, who, **values):
            shown += MARK in page
            assert not acting(page), rule
    assert shown > 20


def test_no_address_is_linked_to_that_acts(attacked):
    for address in (
        f"javascript:{MARK}()",
        "data:text/html,x",
        "vbscript:x",
        " javascript:x",
        "java\nscript:x",
        "//x.example/",
    ):
        answer = attacked.cast.author.post(
            "/practices", {"kind": "initiative", "language": "es", "links": [{"url": address}]}
        )
        assert answer.status_code == 422, address
