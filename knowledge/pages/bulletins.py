"""Bulletins as pages: of any day, the issued ones, and what changed between two."""

from typing import Any

from flask.typing import ResponseReturnValue

from domain import vocabulary
from knowledge.answers import Answer
from knowledge.api.bulletin_requests import BulletinQuery, DifferenceQuery, SeriesQuery
from knowledge.api.bulletins import NUMBER, edition_asked
from knowledge.api.requests import answers, knowledge
from knowledge.bulletins.contents import contents_of
from knowledge.bulletins.dossiers import difference_of, dossier_of
from knowledge.bulletins.edition import Issue
from knowledge.bulletins.formats import MARKDOWN, PDF, drawing_of
from knowledge.bulletins.issuing import find_issued, issued_answer
from knowledge.bulletins.maps import swatches
from knowledge.bulletins.phrases import figure
from knowledge.bulletins.wording import document_of, name_of_scope, word_changes, word_erratum
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show, words
from knowledge.pages.languages import language
from knowledge.permissions import PUBLIC

MOST = 200
NAMES = {PDF: "PDF", MARKDOWN: "Markdown"}


@pages.page("/bulletin", permission=PUBLIC)
def show_bulletin() -> ResponseReturnValue:
    """Show the bulletin of a day."""
    edition = edition_asked(question(BulletinQuery))
    contents = contents_of(knowledge(), edition)
    say = words()
    scope = edition.scope
    asked = asked_as_sent("valid_at", "known_at", "scope")
    return show(
        "bulletin.html",
        twin=address("bulletins.show_bulletin", asked),
        position=edition.known_at,
        valid_at=edition.valid_at,
        scope=scope,
        scopes=say.regions() if scope not in vocabulary.countries() else [(scope, say.country(scope)), *say.regions()],
        past=asked_as_sent("known_at"),
        downloads=_downloads("bulletins.show_bulletin", {**asked, "lang": language()}),
        **drawn(contents),
    )


@pages.page("/bulletins", permission=PUBLIC)
def show_bulletins() -> ResponseReturnValue:
    """Show the issued bulletins."""
    rows = [issued_answer(row) for row in knowledge().issued.listed(limit=MOST)[:MOST]]
    return show(
        "bulletins.html",
        twin=address("bulletins.list_bulletins", {}),
        position=answers().position(None),
        bulletins=[{**row, "about": name_of_scope(row["scope"], words())} for row in reversed(rows)],
    )


@pages.page(f"/bulletins/{NUMBER}", permission=PUBLIC)
def show_issued_bulletin(number: int) -> ResponseReturnValue:
    """Show an issued bulletin, and first what of it does not hold any more."""
    series = question(SeriesQuery)["series"]
    row = find_issued(knowledge(), series, number)
    dossier, say = dossier_of(knowledge(), row), words()
    asked = asked_as_sent("series")
    return show(
        "issued_bulletin.html",
        twin=address("bulletins.show_issued_bulletin", asked, number=number),
        position=answers().position(None),
        issued=dossier,
        errata=[word_erratum(one, say) for one in dossier["errata"]],
        figures_now=[
            (say("counts", name), figure(pair["printed"]), figure(pair["now"]))
            for name, pair in dossier["figures_now"].items()
        ],
        others=[
            _pair(number, other.number)
            for other in knowledge().issued.listed(series=series, limit=MOST)
            if other.number != number and other.scope == row.scope
        ],
        asked=asked,
        downloads=_downloads("bulletins.show_issued_bulletin", {**asked, "lang": language()}, number=number),
        **drawn(dossier["bulletin"], Issue(series, number)),
    )


@pages.page("/bulletins/diff", permission=PUBLIC)
def compare_bulletins() -> ResponseReturnValue:
    """Show what changed between two issued bulletins, class by class."""
    asked = question(DifferenceQuery)
    first, second = (find_issued(knowledge(), asked["series"], asked[end]) for end in ("first", "second"))
    difference, say = difference_of(knowledge(), first, second), words()
    return show(
        "bulletin_diff.html",
        twin=address("bulletins.compare_bulletins", asked_as_sent("from", "to", "series")),
        position=second.known_at,
        first=difference["from"],
        second=difference["to"],
        about=name_of_scope(second.scope, say),
        counts=[
            (say("counts", name), figure(pair), figure(difference["to"]["counts"][name]))
            for name, pair in difference["from"]["counts"].items()
        ],
        groups=word_changes(difference["changes"], say),
    )


def drawn(contents: Answer, issue: Issue | None = None) -> dict[str, Any]:
    """Give a template a bulletin in words, and its map."""
    return {
        "document": document_of(contents, language(), issue),
        "drawing": drawing_of(contents, language()),
        "signs": swatches(),
    }


def _downloads(endpoint: str, asked: dict[str, str], **values: int) -> list[tuple[str, str]]:
    return [(name, address(endpoint, {**asked, "format": form}, **values)) for form, name in NAMES.items()]


def _pair(one: int, other: int) -> tuple[int, int, int]:
    """Give the number of another bulletin, with both in the order in which they are compared."""
    return other, min(one, other), max(one, other)
