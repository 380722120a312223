"""What differs between where countries stood at two times: of two days, or as known at two moments."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.status import NOTHING_KNOWN, Knowledge
from knowledge.answers import Answer, Answers, country_answer, status_answer, tracks_answer
from knowledge.wiring import Knowledge as Platform
from projections.status import Board, CountryStatus

PROJECTS = "mptf_project"
"""The track that tells of the furthest of a country's projects, which are told one by one."""


class Differs(StrEnum):
    """In what two answers about one track differ."""

    APPEARED = "appeared"
    """Only the second knows anything."""
    VANISHED = "vanished"
    """Only the first does."""
    STATE = "state"
    DATE = "date"
    CERTAINTY = "certainty"
    DISPUTE = "dispute"


@dataclass(frozen=True)
class Moment:
    """As of when countries are looked at: the end of a day, and the position up to which the log is known."""

    valid_at: str
    known_at: int


def tell_differences(knowledge: Platform, first: Moment, second: Moment, scope: str = "") -> Answer:
    """Tell what differs in a scope, country by country and track by track; what is the same is left out.

    Raises:
        UnknownCode: there is no such scope.
    """
    answers = Answers(knowledge)
    boards = [answers.board(one.valid_at, position=one.known_at, scope=scope or None) for one in (first, second)]
    before, after = ({one.country: one for one in board.countries} for board in boards)
    countries = [_country(code, before.get(code), after.get(code)) for code in sorted({*before, *after})]
    return {
        "from": _end(first, boards[0]),
        "to": _end(second, boards[1]),
        "scope": scope or None,
        "countries": [one for one in countries if one["tracks"] or one["projects"]],
        "alike": [one["country"] for one in countries if not (one["tracks"] or one["projects"])],
    }


def _end(moment: Moment, board: Board) -> Answer:
    counts = {name: dict(pair) for name, pair in board.counts.items()}
    return {"valid_at": moment.valid_at, "known_at": moment.known_at, "counts": counts}


def _country(code: str, before: CountryStatus | None, after: CountryStatus | None) -> Answer:
    tracks = zip(tracks_answer(before).items(), tracks_answer(after).values(), strict=True)
    pairs = [{"track": name, **_pair(one, other)} for (name, one), other in tracks if name != PROJECTS]
    return {
        "country": code,
        "name": country_answer(code)["name"],
        "tracks": [pair for pair in pairs if pair["differs"]],
        "projects": [pair for pair in _projects(before, after) if pair["differs"]],
    }


def _projects(before: CountryStatus | None, after: CountryStatus | None) -> Iterator[Answer]:
    one, other = ({} if end is None else end.projects for end in (before, after))
    for code in sorted({*one, *other}):
        ends = (status_answer(end.get(code, NOTHING_KNOWN)) for end in (one, other))
        yield {"code": code, **_pair(*ends)}


def _pair(one: Answer, other: Answer) -> Answer:
    return {"from": one, "to": other, "differs": list(_differences(one, other))}


def _differences(one: Answer, other: Answer) -> Iterator[Differs]:
    known = [end["certainty"] != Knowledge.UNKNOWN for end in (one, other)]
    if known == [False, False]:
        return
    if known[0] != known[1]:
        yield Differs.APPEARED if known[1] else Differs.VANISHED
        return
    if one["one_of"] != other["one_of"]:
        yield Differs.STATE
    if one["date"] != other["date"]:
        yield Differs.DATE
    if one["certainty"] != other["certainty"]:
        yield Differs.CERTAINTY
    if one["disputed"] != other["disputed"]:
        yield Differs.DISPUTE
