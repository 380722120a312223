"""What a bulletin says, apart from any language: a pure function of its edition and of the log up to there."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from domain.catalogue.projects import Project
from domain.catalogue.support_kinds import SupportKind
from domain.status import HEADLINES, Headline, Knowledge, Status
from knowledge.answers import Answer, status_answer
from knowledge.bulletins.acting import book_of, carried_out, planned, told_by
from knowledge.bulletins.comparing import changes_between
from knowledge.bulletins.edition import WITH_PLEDGES, WITH_REVIEWS, Edition
from knowledge.bulletins.machinery import groups_of, reviews_of
from knowledge.bulletins.pledging import pledges_of
from knowledge.wiring import Knowledge as Platform
from projections.activity_book import Activity
from projections.status import Board


def contents_of(platform: Platform, edition: Edition) -> Answer:
    """Tell everything that a bulletin says, by codes and positions."""
    board = platform.board.on(edition.valid_at, position=edition.known_at, countries=edition.countries)
    previous = platform.issued.before(valid_at=edition.valid_at, known_at=edition.known_at, scope=edition.scope)
    before = Edition.of(previous) if previous else None
    book = book_of(platform, edition)
    said = {
        "valid_at": edition.valid_at,
        "known_at": edition.known_at,
        "known_at_time": platform.timeline.moment_at(edition.known_at),
        "scope": edition.scope or None,
        "template": edition.template,
        "counts": {name: dict(pair) for name, pair in board.counts.items()},
        "lists": [_list(board, name, headline) for name, headline in HEADLINES.items()],
        "projects": _projects(platform, board, edition),
        "activities": carried_out(book, edition, told_by(platform, before) if before else []),
        "support_kinds": [one.code for one in platform.believed.records(SupportKind.kind, edition.known_at)],
        **(_added(platform, edition, before, book) if edition.template >= WITH_PLEDGES else {}),
        "since": reference(previous) if previous else None,
        "changes": changes_between(platform, before, edition) if before else [],
    }
    return {**said, "milestones": sorted(_named(said) | _beside(board))}


def _added(platform: Platform, edition: Edition, before: Edition | None, book: Sequence[Activity]) -> Answer:
    """Tell what earlier templates did not."""
    added = {"planned": planned(book), "pledges": pledges_of(platform, edition, before)}
    if edition.template >= WITH_REVIEWS:
        added |= {"reviews": reviews_of(platform, edition), "groups": groups_of(platform, edition, before)}
    return added


def reference(row: Any) -> Answer:
    """Name an issued bulletin."""
    return {name: getattr(row, name) for name in ("series", "number", "valid_at", "known_at")}


def as_bytes(contents: Answer) -> bytes:
    """Write contents as JSON; the same contents are the same bytes."""
    return msgspec.json.format(msgspec.json.encode(contents), indent=0)


def digest_of(content: bytes) -> str:
    """Give the SHA-256 of what a document is made of."""
    return hashlib.sha256(content).hexdigest()


def _list(board: Board, name: str, headline: Headline) -> Answer:
    """List who meets a headline, and on whose track something else is known."""
    records, others = [], []
    for code, status in _standing(board, headline.track):
        if status.knowledge is Knowledge.UNKNOWN:
            continue
        met = status.meets(headline.states)
        standing = {"code": code, **status_answer(status)}
        if met is Knowledge.UNKNOWN:
            others.append(standing)
            continue
        records.append(standing | {"certainty": met})
    return {"headline": name, "track": headline.track, "records": records, "others": others}


def _standing(board: Board, track: str) -> Iterator[tuple[str, Status]]:
    """Give where each record of a track stands, by its code: a project's own, else the country's."""
    if track == Project.kind:
        projects = {code: status for country in board.countries for code, status in country.projects.items()}
        yield from sorted(projects.items())
        return
    for country in board.countries:
        yield country.country, country.tracks[track]


def _projects(platform: Platform, board: Board, edition: Edition) -> list[Answer]:
    """Describe the projects that are listed."""
    described = {one.code: one.facts for one in platform.believed.records(Project.kind, edition.known_at)}
    return [
        {**described[code], **status_answer(status)}
        for code, status in _standing(board, Project.kind)
        if status.knowledge is not Knowledge.UNKNOWN
    ]


def _named(said: Answer) -> set[int]:
    """Collect the milestones that a bulletin names."""
    told = (
        *(one for each in said["lists"] for one in (*each["records"], *each["others"])),
        *said["projects"],
        *said["activities"],
        *said.get("planned", ()),
        *said.get("pledges", {}).get("records", ()),
        *said.get("reviews", ()),
        *said.get("groups", ()),
        *said["changes"],
    )
    return set().union(*(standing["milestones"] for standing in told))


def _beside(board: Board) -> set[int]:
    """Collect the claims that speak of the same happenings as those on the board, which count for it too."""
    tracks = {headline.track for headline in HEADLINES.values()}
    return set().union(*(status.once(_claims_beside) for track in tracks for _, status in _standing(board, track)))


def _claims_beside(status: Status) -> list[int]:
    return [position for evidence in status.evidence for position in evidence.beside]
