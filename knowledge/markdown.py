"""Shows what people wrote in Markdown (CommonMark), and nothing in it that could act."""

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup

SCHEMES = frozenset({"http", "https", "mailto"})
HIGHEST, LOWEST = 3, 6
"""Levels of headings: the page has its own, and each field its name."""
_TAGS = "a blockquote br code em h3 h4 h5 h6 hr li ol p pre strong ul"
TAGS = frozenset(_TAGS.split())
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def html_of(text: str) -> Markup:
    """Turn Markdown into HTML.

    HTML in it is shown as it was typed. Links lead to other sites or to a mailbox, and say that we do not vouch for
    them. Pictures become links: whoever keeps them would otherwise learn who reads.
    """
    written = _reader().render(text)
    cleaned = nh3.clean(
        written,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel="noopener nofollow",
    )
    return Markup(cleaned)  # noqa: S704 - it has just been cleaned


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    # Whoever indents a paragraph in a form means no program.
    reader.disable(["code", "image"])
    reader.core.ruler.push("order headings", _order_headings)
    return reader


def _order_headings(state: StateCore) -> None:
    """Move headings below those of the page and of the field, and leave out no level."""
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag.removeprefix("h"))
            above = [one for one in above if one < level] + [level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(HIGHEST + len(above) - 1, LOWEST)}"
