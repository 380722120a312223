"""Issues bulletins, finds them again, and tells whether the log still gives what was issued."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import msgspec

from domain.application import Done
from domain.bulletins import Bulletin, check_day, check_name, check_scope
from domain.errors import NotFound, RuleBroken, Told
from knowledge.answers import Answer, Answers
from knowledge.bulletins.contents import as_bytes, contents_of, digest_of
from knowledge.bulletins.edition import Edition, Issue
from knowledge.bulletins.errata import errata_of
from knowledge.bulletins.formats import JSON, digests_of, render, render_all
from knowledge.bulletins.shapes import shapes
from knowledge.recording import Author, Recorder
from knowledge.wiring import Knowledge


class NoLongerReproduced(RuleBroken):
    """The log does not give this document any more as it was issued, and no copy of it is kept."""


def find_issued(knowledge: Knowledge, series: str, number: int) -> Any:
    """Find the bulletin of a series that has a number.

    Raises:
        NotFound: none was issued.
    """
    found = knowledge.issued.one(series, number)
    if found is None:
        raise NotFound(Told("No bulletin {number} was issued in the series {series!r}.", number=number, series=series))
    return found


def issued_answer(row: Any) -> Answer:
    """Tell what is kept of an issued bulletin."""
    return {
        **{name: getattr(row, name) for name in ("series", "number", "valid_at", "known_at")},
        "scope": row.scope or None,
        **{name: getattr(row, name) for name in ("template", "content")},
        "digests": msgspec.json.decode(row.digests),
        **{name: getattr(row, name) for name in ("position", "issued_at", "issued_by")},
    }


def printed_in(knowledge: Knowledge, position: int) -> list[Answer]:
    """List the bulletins that printed the milestone recorded at a position, by series and number."""
    return [issued_answer(row) for row in knowledge.issued.printed_in(position)]


def issue_bulletin(knowledge: Knowledge, author: Author, *, series: str, number: int | None, edition: Edition) -> Done:
    """Make a bulletin in every language, and freeze it.

    Args:
        knowledge: the platform.
        author: the curator.
        series: a slug.
        number: None is the next one of the series.
        edition: what it is made from.

    Raises:
        AlreadyRegistered: the number is taken.
        InvalidField: something about it cannot be.
        MapMissing: the map could not be drawn.
    """
    # Without its map it would be another document once the map is there.
    shapes()

    def make() -> Bulletin:
        issue = Issue(series, knowledge.issued.last_number(series) + 1 if number is None else number)
        check_name(issue.series, issue.number)
        check_day(edition.valid_at)
        check_scope(edition.scope)
        contents = contents_of(knowledge, edition)
        documents = render_all(contents, issue)
        _keep(knowledge, documents)
        return Bulletin.issue(
            series=issue.series,
            number=issue.number,
            valid_at=edition.valid_at,
            known_at=edition.known_at,
            scope=edition.scope,
            template=edition.template,
            content=digest_of(as_bytes(contents)),
            digests=digests_of(documents),
            printed=contents["milestones"],
            by=author.by,
        )

    return Recorder(knowledge).register(author, make)


def issue_erratum(knowledge: Knowledge, author: Author, row: Any, note: Mapping[str, str]) -> Done:
    """Tell readers of a bulletin, on the record, what turned out to be wrong in it.

    Raises:
        NothingToCorrect: nothing did, beyond earlier errata.
        ChangedMeanwhile: the author has read another version of it.
    """
    platform = knowledge.platform

    def command() -> Bulletin:
        known_at = Answers(knowledge).position(None)
        changed = [erratum["milestone_position"] for erratum in errata_of(knowledge, row, known_at)]
        id = Bulletin.id_of(Bulletin.code_of(row.series, row.number))
        with platform.change(Bulletin, id, seen=author.seen or None, key=author.key) as bulletin:
            bulletin.issue_erratum(known_at=known_at, changed=changed, note=note, by=author.by)
        return bulletin

    return platform.once(author.key, command)


def frozen(knowledge: Knowledge, row: Any, form: str, language: str) -> bytes:
    """Return an issued bulletin as it was issued: made anew from the log, else the copy kept then.

    Raises:
        NoLongerReproduced: neither has the digest that was recorded.
    """
    issued = row.content if form == JSON else msgspec.json.decode(row.digests)[language][form]
    made = render(contents_of(knowledge, Edition.of(row)), form, language, Issue(row.series, row.number))
    if digest_of(made) == issued:
        return made
    if form != JSON and knowledge.files.exists(issued):
        with knowledge.files.open(issued) as kept:
            copy = kept.read()
        if digest_of(copy) == issued:
            return copy
    raise NoLongerReproduced(
        Told("It was issued with the digest {issued}; made anew it has {made}.", issued=issued, made=digest_of(made))
    )


def altered(row: Any, contents: Answer) -> list[str]:
    """List what the log gives otherwise than it was issued: `content`, or language and format such as `es/pdf`."""
    issued = msgspec.json.decode(row.digests)
    made = digests_of(render_all(contents, Issue(row.series, row.number)))
    others = [
        f"{language}/{form}"
        for language, digests in issued.items()
        for form, digest in digests.items()
        if made.get(language, {}).get(form) != digest
    ]
    return [*(["content"] if digest_of(as_bytes(contents)) != row.content else []), *others]


def _keep(knowledge: Knowledge, documents: Mapping[str, Mapping[str, bytes]]) -> None:
    """Keep a copy of each document under its digest, for the day when a newer layout would give other bytes."""
    for made in documents.values():
        for content in made.values():
            knowledge.files.put(BytesIO(content), check=lambda *_: None)
