"""National networks and champion countries: all of them, and each with where it stands and what happened."""

from collections.abc import Iterable, Mapping

from flask import url_for
from flask.typing import ResponseReturnValue

from domain import vocabulary
from domain.catalogue.support_activities import SupportActivity
from domain.directory.champion_countries import ChampionCountry
from domain.directory.country_records import CountryRecord
from domain.directory.national_networks import NationalNetwork
from domain.milestones import tracks_of
from knowledge.answers import TRACK_NAMES, Answer, today, tracks_answer
from knowledge.api.requests import answers, knowledge
from knowledge.api.status import unknown_country
from knowledge.pages.blueprint import pages, show, words
from knowledge.pages.records import find_record, milestones_shown
from knowledge.permissions import PUBLIC
from projections.beliefs import TRACKS
from projections.timeline import Wanted

MOST = 500
"""Records on one page; there are not as many countries."""


@pages.page("/networks", permission=PUBLIC)
def show_networks() -> ResponseReturnValue:
    """Show the national networks, each with where it stands."""
    return _show_all(NationalNetwork, twin=url_for("networks.list_networks"), one="pages.show_network")


@pages.page("/champions", permission=PUBLIC)
def show_champions() -> ResponseReturnValue:
    """Show the champion countries, each with where it stands."""
    return _show_all(ChampionCountry, twin=url_for("champions.list_champions"), one="pages.show_champion")


@pages.page("/networks/<code>", permission=PUBLIC)
def show_network(code: str) -> ResponseReturnValue:
    """Show the network of a country: where it stands, what it did, what happened."""
    activities, _ = answers().records(SupportActivity.kind, country=code, limit=MOST)
    twin = url_for("networks.show_network", code=code)
    return _show_one(NationalNetwork, code, twin=twin, activities=activities)


@pages.page("/champions/<code>", permission=PUBLIC)
def show_champion(code: str) -> ResponseReturnValue:
    """Show a country as champion: where it stands, and what happened."""
    return _show_one(ChampionCountry, code, twin=url_for("champions.show_champion", code=code))


def _show_all(cls: type[CountryRecord], *, twin: str, one: str) -> ResponseReturnValue:
    say, position, day = words(), answers().position(None), today()
    records, _ = answers().records(cls.kind, limit=MOST)
    standing = _standing((record["code"] for record in records), day, position)
    return show(
        "country_records.html",
        twin=twin,
        position=position,
        valid_at=day,
        kind=cls.kind,
        one=one,
        tracks=_tracks(cls),
        records=say.by_name([((code, tracks), say.country(code)) for code, tracks in standing.items()]),
    )


def _show_one(
    cls: type[CountryRecord], code: str, *, twin: str, activities: Iterable[Answer] = ()
) -> ResponseReturnValue:
    if code not in vocabulary.countries():
        unknown_country(code)
    record, day = find_record(cls.kind, code), today()
    shown = milestones_shown(Wanted(aggregate_id=record["id"]))
    return show(
        "country_record.html",
        twin=twin,
        valid_at=day,
        record=record,
        tracks=_tracks(cls),
        standing_now=_standing([code], day, shown["position"])[code],
        activities=activities,
        **shown,
    )


def _tracks(cls: type[CountryRecord]) -> Mapping[str, str]:
    """Map the tracks that a kind of record is on to their names in an answer."""
    return {TRACK_NAMES[track]: track for track in TRACKS if track in tracks_of(cls)}


def _standing(codes: Iterable[str], day: str, position: int) -> Mapping[str, Mapping[str, Answer]]:
    """Map countries to where they stand on every track of the board."""
    countries = frozenset(codes)
    board = knowledge().board.on(day, position=position, countries=countries)
    known = {one.country: one for one in board.countries}
    return {code: tracks_answer(known.get(code)) for code in sorted(countries)}
