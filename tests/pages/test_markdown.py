"""What people write in Markdown is shown, and cannot act."""

import re
import sys
from html.parser import HTMLParser
from itertools import count

import pytest
from flask import render_template_string
from hypothesis import given
from hypothesis import strategies as st

from knowledge.markdown import ATTRIBUTES, TAGS, html_of

LONGEST = 4_000


class Shown(HTMLParser):
    """What a browser would make of it: tags, their attributes and where links lead."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.links = set(), set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]


def test_what_markdown_means_is_shown():
    shown = html_of('# Results\n\n**Many** and *more*:\n\n1. one\n2. [two](https://iom.example/two "Title")\n\n> said')

    assert "<h3>Results</h3>" in shown
    assert "<strong>Many</strong> and <em>more</em>" in shown
    assert "<li>one</li>" in shown
    assert '<a href="https://iom.example/two" title="Title" rel="noopener nofollow">two</a>' in shown
    assert "<blockquote>" in shown


def test_headings_stand_below_those_of_the_page():
    assert Shown(html_of("# a\n\n## b\n\n###### c\n\nd\n===")).tags == {"h3", "h4", "h5"}


def test_headings_leave_out_no_level():
    shown = html_of("### a\n\n##### b\n\n#### c\n\n# d\n\n## e")
    assert re.findall(r"<h(\d)>(\w)</h(\d)>", shown) == [
        (level, text, level) for level, text in zip("34434", "abcde", strict=True)
    ]


def test_lines_stay_lines_and_indented_words_are_no_program():
    assert html_of("one\ntwo") == "<p>one<br>\ntwo</p>\n"
    assert html_of("    indented") == "<p>indented</p>\n"


def test_html_is_shown_as_it_was_typed():
    assert html_of("<b>x</b> & <script>alert(1)</script>") == (
        "<p>&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml,<svg/onload=alert(1)>",
        "file:///etc/passwd",
        "ftp://files.example/x",
        "/api/v1/my/account",
        "//elsewhere.example/",
        "\\\\elsewhere.example",
        "?next=x",
        "#fragment",
    ],
)
@pytest.mark.parametrize("form", ["[x]({})", "<{}>", "[x]: {}\n\n[x]", "![x]({})", '<a href="{}">x</a>'])
def test_links_lead_to_other_sites_and_mailboxes_only(form, address):
    assert Shown(html_of(form.format(address))).links == []


def test_a_picture_is_a_link_that_nobody_has_to_follow():
    shown = Shown(html_of("![a map](https://elsewhere.example/map.png)"))

    assert shown.tags == {"p", "a"}
    assert shown.links == ["https://elsewhere.example/map.png"]


def test_a_mailbox_can_be_written_to():
    assert Shown(html_of("<mailto:office@ministry.example>")).links == ["mailto:office@ministry.example"]


PIECES = (
    "a é < > \" ' ` * _ [ ] ( ) ! # & ; : / \\ \n \x00 javascript: https:// <script> <img onerror=x onclick= style= "
    "</p> <!-- --> <![CDATA[ &lt; &#x3c; ``` ~~~ - | {{ }} {% <svg> <a href= data: mailto: @"
)


@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=40).map("".join))
def test_whatever_is_written_only_harmless_elements_come_of_it(text):
    shown = Shown(html_of(text))

    assert shown.tags <= TAGS
    assert shown.attributes <= {(tag, name) for tag, names in ATTRIBUTES.items() for name in names} | {("a", "rel")}
    assert all(link.lower().startswith(("http://", "https://", "mailto:")) for link in shown.links)


@pytest.mark.parametrize(
    "text",
    ["[", "[a](", "*a **a ", "![", "`" * 50 + " ", "> ", "- ", "&", "<", "[](x)", "![[]()", "[a]: x\n", "a**b", "\\"],
)
def test_no_text_takes_more_work_than_its_length(text):
    shorter, longer = (work_for((text * LONGEST)[: LONGEST // part]) for part in (2, 1))

    assert longer < 2.5 * shorter


def work_for(text):
    """How many calls it takes to show it: the same on every machine, and beside every other program."""
    calls = count()
    before = sys.getprofile()
    sys.setprofile(lambda *_: next(calls))
    try:
        html_of(text)
    finally:
        sys.setprofile(before)
    return next(calls)


def test_pages_show_markdown_through_a_filter(bulletin_app):
    with bulletin_app.test_request_context("/en/"):
        assert render_template_string("{{ text|markdown }}", text="*a* <b>") == "<p><em>a</em> &lt;b&gt;</p>\n"
