"""Shows passages of what people wrote in Markdown as plain text, with an ellipsis where they were cut."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

SIGNS = re.compile(
    r"""(?P<line>^[ \t]*(?:\#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?=\S)|(?:-{3,}|\*{3,}|_{3,})[ \t]*$)+)
    | !?\[(?=[^\]\n]*\]\([^)\n]*\))                # where a link or a picture begins, or its words are over
    | (?<=\S)\]\([^)\n]*\)
    | \*+ (?=\S) | (?<=\S) \*+
    | (?<!\w)_+(?=\w) | (?<=\w)_+(?!\w)
    | `+
    | \\(?=[\\`*_{}\[\]()#+\-.!>])
    """,
    re.MULTILINE | re.VERBOSE,
)
"""What Markdown writes and readers do not read."""
PARTED = re.compile(r"(?<=[^\s.!?…:;,])[ \t]*\n\s*(?=\S)")
"""Where a line ends without a sign: a heading, or one of a list."""
DASH = " – "
ENDS = re.compile(r"""[.!?…:;。\uff01\uff1f؟]["'»”’)\]*_`]*\s*\Z""")
LONG = 200
"""A passage that is shorter than this many characters and does not end with a sentence ends its text."""
CUT = "…"

Passage = Mapping[str, Any]
"""A text, and the ranges of it that are marked, as the search answers."""


def plain(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    """Take the signs of Markdown out of passages, and say where the first and the last were cut."""
    shown = [_without(passage, _changes(passage["text"])) for passage in passages]
    if shown and _starts_within(passages[0]["text"]):
        shown[0] = _put_before(shown[0], CUT)
    if shown and _is_cut(passages[-1]["text"]):
        shown[-1] = {**shown[-1], "text": f"{shown[-1]['text'].rstrip(' ,–')}{CUT}"}
    return shown


def _starts_within(text: str) -> bool:
    # A few words that are no sentence, such as "by September 2021", are all there is.
    return text[:1].islower() and (len(text) >= LONG or bool(ENDS.search(text)))


def _is_cut(text: str) -> bool:
    return len(text) >= LONG and not ENDS.search(text)


def _changes(text: str) -> list[tuple[int, int, str]]:
    """List the ranges to be written differently, in order; of those that overlap, the first."""
    signs = ((*one.span(), "") for one in SIGNS.finditer(text))
    parted = ((*one.span(), DASH) for one in PARTED.finditer(text))
    changes: list[tuple[int, int, str]] = []
    for start, end, instead in sorted([*signs, *parted]):
        if not changes or start >= changes[-1][1]:
            changes.append((start, end, instead))
    return changes


def _without(passage: Passage, changes: Sequence[tuple[int, int, str]]) -> dict[str, Any]:
    text, pieces, at = passage["text"], [], 0
    for start, end, instead in changes:
        pieces += [text[at:start], instead]
        at = end
    moved = ([_moved(place, changes) for place in mark] for mark in passage.get("marks", ()))
    return {"text": "".join([*pieces, text[at:]]), "marks": [mark for mark in moved if mark[0] < mark[1]]}


def _moved(place: int, changes: Sequence[tuple[int, int, str]]) -> int:
    """Tell where a place is after the changes."""
    moved = place
    for start, end, instead in changes:
        if end <= place:
            moved += len(instead) - (end - start)
        elif start < place:
            moved += start - place
    return moved


def _put_before(passage: Passage, sign: str) -> dict[str, Any]:
    by = len(sign)
    return {"text": sign + passage["text"], "marks": [[start + by, end + by] for start, end in passage["marks"]]}
