"""Shows what people wrote in Markdown (CommonMark), and nothing in it that could act."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

SCHEMES = frozenset({"http", "https", "mailto"})
LOWER_BY = 2
"""Levels by which headings are moved: the page has its own, and each field its name."""
LOWEST = 6
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
    for rule in ("heading_open", "heading_close"):
        reader.add_render_rule(rule, _lower_heading)
    return reader


def _lower_heading(
    renderer: RendererHTML,
    tokens: list[Token],
    place: int,
    options: Any,
    _: MutableMapping[str, Any],
) -> str:
    token = tokens[place]
    token.tag = f"h{min(int(token.tag.removeprefix('h')) + LOWER_BY, LOWEST)}"
    return renderer.renderToken(tokens, place, options, {})
