"""What the API answers and the pages show, from rows of the views: plain values, written once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from domain import vocabulary
from domain.catalogue.projects import Project
from domain.dates import When
from domain.status import NOTHING_KNOWN, Status
from knowledge.wiring import Knowledge
from projections.beliefs import TRACKS
from projections.library import READABLE
from projections.status import Board, CountryStatus
from projections.timeline import ANY, Cursor, Wanted

Answer = dict[str, Any]


def today() -> str:
    """Return the day it is, UTC, ISO 8601."""
    return datetime.now(tz=UTC).date().isoformat()


def date_answer(edtf: str) -> Answer:
    """Give a date with its bounds; a side that is open is None."""
    written, earliest, latest = _bounds(edtf)
    return {"edtf": written, "earliest": earliest, "latest": latest}


@lru_cache(maxsize=20_000)
def _bounds(edtf: str) -> tuple[str, str | None, str | None]:
    when = When.parse(edtf)
    earliest, latest = (day.isoformat() if day else None for day in (when.earliest, when.latest))
    return when.edtf, earliest, latest


def claim_answer(row: Any, countries: Sequence[str]) -> Answer:
    """Tell what is, or was, believed of one milestone."""
    return {
        "position": row.claim,
        "aggregate": row.kind,
        "aggregate_id": row.aggregate_id,
        "code": row.code,
        "countries": list(countries),
        "milestone": row.milestone,
        "track": row.track or None,
        "states": row.states.split(),
        "occurred": date_answer(row.occurred),
        "details": msgspec.json.decode(row.details),
        "source": {"document": row.document, "locator": row.locator, "quote": row.quote},
        "live": row.live,
        "version": row.version,
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by,
        "last_change": {
            "change": row.change,
            "position": row.since,
            "reason": row.reason,
            "at": row.changed_at,
            "by": row.changed_by,
        },
    }


def record_answer(row: Any) -> Answer:
    """Tell what a record is, and at which version."""
    return {
        "id": row.aggregate_id,
        "kind": row.kind,
        "code": row.code,
        "version": row.version,
        "position": row.position,
        "registered_at": row.registered_at,
        "registered_by": row.registered_by,
        **{name: value for name, value in msgspec.json.decode(row.facts).items() if name != "code"},
    }


def status_answer(status: Status) -> Answer:
    """Tell where one track stands; `date` is that of the claim that decides it."""
    return status.once(_status_answer)


def _status_answer(status: Status) -> Answer:
    decisive = status.evidence[0] if status.evidence else None
    return {
        "certainty": status.knowledge,
        "one_of": list(status.one_of),
        "date": date_answer(decisive.edtf) if decisive else None,
        "milestones": [evidence.position for evidence in status.evidence],
        "disputed": status.is_disputed,
    }


def country_answer(code: str) -> Answer:
    """Name a country in every language the platform speaks."""
    country = vocabulary.find_country(code)
    return {
        "code": code,
        "name": {language: country.short_name(language) for language in vocabulary.LANGUAGES},
    }


class Answers:
    """Answers from one platform."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Answer from the views of `knowledge`."""
        self._knowledge = knowledge

    def position(self, known_at: int | str | None) -> int:
        """Resolve `known_at`: a position, a time (RFC 3339 UTC, six decimals), or None for now."""
        if known_at is None:
            return self._knowledge.views.position()
        if isinstance(known_at, int):
            return min(known_at, self._knowledge.views.position())
        return self._knowledge.timeline.position_at(known_at)

    def moment(self, position: int) -> str | None:
        """Tell when the last event up to a position was recorded, RFC 3339 UTC; None if there was none."""
        return self._knowledge.timeline.moment_at(position)

    def status(self, valid_at: str, *, position: int, scope: str | None = None) -> Answer:
        """Tell where every country of a scope stood on a day, as known at a position."""
        board = self.board(valid_at, position=position, scope=scope)
        return {
            "valid_at": valid_at,
            "known_at": position,
            "scope": scope,
            "counts": {name: dict(pair) for name, pair in board.counts.items()},
            "countries": [self.on_board(country) for country in board.countries],
        }

    def board(self, valid_at: str, *, position: int, scope: str | None = None) -> Board:
        """Fold the status of a scope: an M49 region, a reporting scope or a country; None is all."""
        countries = vocabulary.countries_in(scope) if scope else None
        return self._knowledge.board.on(valid_at, position=position, countries=countries)

    def milestones(
        self, wanted: Wanted, *, position: int, after: Cursor | None = None, limit: int = 50
    ) -> tuple[list[Answer], Cursor | None]:
        """List milestones by (latest, earliest, position), and where the next page begins."""
        rows, cursor = self._knowledge.timeline.find(wanted, position=position, after=after, limit=limit)
        return self._claims(rows), cursor

    def lately(
        self, position: int, *, wanted: Wanted = ANY, countries: frozenset[str] | None = None, limit: int
    ) -> list[Answer]:
        """List what changed last before a position, newest first; `countries` are those it is about, None all."""
        rows = self._knowledge.timeline.lately(position, wanted=wanted, countries=countries, limit=limit)
        return self._claims(rows)

    def history(self, claim: int, *, position: int) -> list[Answer]:
        """List what was believed of one milestone, oldest first."""
        return self._claims(self._knowledge.timeline.history(claim, position=position))

    def records(
        self, kind: str, *, country: str = "", after: str = "", limit: int = 50
    ) -> tuple[list[Answer], str | None]:
        """List records of a kind by code, and the code after which the next page begins."""
        rows, cursor = self._knowledge.register.find(kind, country=country, after=after, limit=limit)
        return list(map(record_answer, rows)), cursor

    def record(self, kind: str, code: str) -> Answer | None:
        """Describe one record, or return None where there is none."""
        row = self._knowledge.register.one(kind, code)
        return record_answer(row) if row else None

    def named_in(self, milestones: Iterable[Answer]) -> dict[str, Answer]:
        """Map the ids of the records, documents and practices that milestones name to what they are."""
        told = list(milestones)
        practices = (self.practice(one["details"]["practice"]) for one in told if "practice" in one["details"])
        return self.called({id for one in told for id in (one["aggregate_id"], one["source"]["document"])}) | {
            found["id"]: found for found in practices if found
        }

    def practice(self, id: str) -> Answer | None:
        """Name a practice, as long as readers see it."""
        row: Any = self._knowledge.library.by_id(UUID(id))
        if row is None or row.standing not in READABLE:
            return None
        return {"id": row.practice, "slug": row.slug, "title": row.public_title, "language": row.language}

    def called(self, ids: Collection[str]) -> dict[str, Answer]:
        """Map the ids of records to what they are."""
        return {row.aggregate_id: record_answer(row) for row in self._knowledge.register.by_ids(ids)}

    def project_titles(self, codes: Iterable[str]) -> dict[str, Answer]:
        """Map the codes of projects to their titles."""
        ids = {str(Project.id_of(code)) for code in codes}
        return {one["code"]: one["title"] for one in self.called(ids).values()}

    def _claims(self, rows: Sequence[Any]) -> list[Answer]:
        return list(map(claim_answer, rows, self._knowledge.timeline.places_of(rows)))

    def on_board(self, country: CountryStatus) -> Answer:
        """Tell where a country of a board stands."""
        return {
            "country": country.country,
            "name": country_answer(country.country)["name"],
            "tracks": tracks_answer(country),
            "projects": [{"code": code, **status_answer(status)} for code, status in country.projects.items()],
        }


def tracks_answer(country: CountryStatus | None) -> Mapping[str, Answer]:
    """Tell where a country stands on each track of the board."""
    return {TRACK_NAMES[track]: status_answer(country.tracks[track] if country else NOTHING_KNOWN) for track in TRACKS}


TRACK_NAMES = {
    "network": "network",
    "terms-of-reference": "terms_of_reference",
    "work-plan": "work_plan",
    "champion": "champion",
    "project": "mptf_project",
}
"""What the tracks of the board are called in an answer."""
