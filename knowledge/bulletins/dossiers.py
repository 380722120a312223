"""Answers about issued bulletins, for the API and the pages alike."""

from typing import Any

from domain.bulletins import Bulletin
from knowledge.answers import Answer, Answers
from knowledge.bulletins.comparing import changes_between
from knowledge.bulletins.contents import contents_of, reference
from knowledge.bulletins.edition import Edition
from knowledge.bulletins.errata import errata_of, figures_now, issued_errata
from knowledge.bulletins.issuing import altered, issued_answer
from knowledge.wiring import Knowledge


def dossier_of(knowledge: Knowledge, row: Any) -> Answer:
    """Tell everything about an issued bulletin: what it says, and what has become of that."""
    position = Answers(knowledge).position(None)
    contents = contents_of(knowledge, Edition.of(row))
    id = Bulletin.id_of(Bulletin.code_of(row.series, row.number))
    return {
        **issued_answer(row),
        "version": knowledge.register.versions([str(id)])[str(id)],
        "altered": altered(row, contents),
        "errata": errata_of(knowledge, row, position),
        "figures_now": figures_now(knowledge, row, contents["counts"], position),
        "issued_errata": issued_errata(knowledge, row),
        "bulletin": contents,
    }


def difference_of(knowledge: Knowledge, first: Any, second: Any) -> Answer:
    """Tell what changed from one issued bulletin to a later one.

    Raises:
        OtherScope, NotLater: they cannot be compared.
    """
    changes = changes_between(knowledge, Edition.of(first), Edition.of(second))
    return {"from": _end(knowledge, first), "to": _end(knowledge, second), "changes": changes}


def _end(knowledge: Knowledge, row: Any) -> Answer:
    edition = Edition.of(row)
    board = knowledge.board.on(edition.valid_at, position=edition.known_at, countries=edition.countries)
    return {**reference(row), "counts": {name: dict(pair) for name, pair in board.counts.items()}}
