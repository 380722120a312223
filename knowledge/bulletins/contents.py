"""What a bulletin says, apart from any language: a pure function of its edition and of the log up to there."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.catalogue.support_kinds import SupportKind
from domain.status import HEADLINES, Headline, Knowledge, Status
from knowledge.answers import Answer, status_answer
from knowledge.bulletins.comparing import changes_between
from knowledge.bulletins.edition import TEMPLATE, Edition
from knowledge.bulletins.happenings import Happening, happenings
from knowledge.wiring import Knowledge as Platform
from projections.status import Board

CARRIED_OUT = "carried-out"


def contents_of(platform: Platform, edition: Edition) -> Answer:
    """Tell everything that a bulletin says, by codes and positions."""
    board = platform.board.on(edition.valid_at, position=edition.known_at, countries=edition.countries)
    known = happenings(platform.believed.at(edition.known_at, edition.countries))
    previous = platform.issued.before(valid_at=edition.valid_at, known_at=edition.known_at, scope=edition.scope)
    said = {
        "valid_at": edition.valid_at,
        "known_at": edition.known_at,
        "known_at_time": platform.timeline.moment_at(edition.known_at),
        "scope": edition.scope or None,
        "template": TEMPLATE,
        "counts": {name: dict(pair) for name, pair in board.counts.items()},
        "lists": [_list(board, name, headline) for name, headline in HEADLINES.items()],
        "projects": _projects(platform, board, edition),
        "activities": _activities(platform, known, edition, Edition.of(previous) if previous else None),
        "support_kinds": [row.code for row in platform.believed.records(SupportKind.kind, edition.known_at).values()],
        "since": reference(previous) if previous else None,
        "changes": changes_between(platform, Edition.of(previous), edition) if previous else [],
    }
    return {**said, "milestones": _printed(said, known.values())}


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
        met = status.meets(headline.states)
        standing = {"code": code, **status_answer(status)}
        if met is not Knowledge.UNKNOWN:
            records.append({**standing, "certainty": met})
        elif status.knowledge is not Knowledge.UNKNOWN:
            others.append(standing)
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
    described = {row.code: row for row in platform.believed.records(Project.kind, edition.known_at).values()}
    return [
        {**msgspec.json.decode(described[code].facts), **status_answer(status)}
        for code, status in _standing(board, Project.kind)
        if status.knowledge is not Knowledge.UNKNOWN
    ]


def _activities(
    platform: Platform, known: Mapping[Any, Happening], edition: Edition, previous: Edition | None
) -> list[Answer]:
    """Describe what networks did, without what the bulletin before could tell already."""
    described = platform.believed.records(SupportActivity.kind, edition.known_at)
    told = _told_before(platform, previous) if previous else frozenset()
    found = []
    for happening in known.values():
        belief = happening.belief
        if belief is None or not _is_carried_out(happening) or belief.by(edition.valid_at) is Knowledge.UNKNOWN:
            continue
        row = happening.live[0]
        if row.aggregate_id in told:
            continue
        found.append(
            {
                "id": row.aggregate_id,
                **msgspec.json.decode(described[row.aggregate_id].facts),
                "certainty": belief.by(edition.valid_at),
                "dates": happening.dates,
                "milestones": [claim.claim for claim in happening.live],
            }
        )
    return sorted(found, key=lambda one: (one["network"], one["milestones"]))


def _told_before(platform: Platform, previous: Edition) -> frozenset[str]:
    rows = platform.believed.at(previous.known_at, previous.countries)
    return frozenset(
        happening.live[0].aggregate_id
        for happening in happenings(rows).values()
        if _is_carried_out(happening)
        and (belief := happening.belief)
        and belief.by(previous.valid_at) is not Knowledge.UNKNOWN
    )


def _is_carried_out(happening: Happening) -> bool:
    first = happening.claims[0]
    return bool(first.kind == SupportActivity.kind and first.milestone == CARRIED_OUT)


def _printed(said: Answer, known: Any) -> list[int]:
    """List the milestones that a bulletin rests on: what it names, and what else speaks of the same happenings."""
    named = {
        position
        for standing in (
            *(one for each in said["lists"] for one in (*each["records"], *each["others"])),
            *said["projects"],
            *said["activities"],
            *said["changes"],
        )
        for position in standing["milestones"]
    }
    beside = {
        claim.claim
        for happening in known
        if any(claim.claim in named for claim in happening.claims)
        for claim in happening.live
    }
    return sorted(named | beside)
