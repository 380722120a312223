"""Everything about a country as it was on a day, and nothing that came later."""

from collections.abc import Mapping

from domain import vocabulary
from domain.catalogue.projects import Project
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from knowledge.activities import Asked as Activities
from knowledge.activities import activity_answers
from knowledge.answers import Answer, Answers, country_answer, tracks_answer
from knowledge.compact_reviews import review_answers, reviews_on
from knowledge.pledges.answers import outline
from knowledge.pledges.asking import Asked as Pledges
from knowledge.wiring import Knowledge
from projections.timeline import Wanted

MOST_RECORDS, MOST_MILESTONES = 200, 1_000
RECORDS: Mapping[str, str] = {
    NationalNetwork.kind: "networks",
    ChampionCountry.kind: "champions",
    Project.kind: "projects",
}
"""The kinds of records that a country has, and what a list of them is called."""


def tell_country(knowledge: Knowledge, code: str, valid_at: str, *, position: int) -> Answer:
    """Tell everything about a country as it was at the end of a day, as known at a position.

    Raises:
        UnknownCode: it is not in ISO 3166-1.
    """
    answers = Answers(knowledge)
    country = vocabulary.find_country(code)
    board = knowledge.board.on(valid_at, position=position, countries=frozenset({code}))
    told, _ = answers.milestones(Wanted(country=code), position=position, limit=MOST_MILESTONES)
    milestones = [one for one in told if _can_have_happened(one, valid_at)]
    later = _records_of(told) - _records_of(milestones)
    records = {plural: answers.records(kind, country=code, limit=MOST_RECORDS)[0] for kind, plural in RECORDS.items()}
    documents = dict.fromkeys(milestone["source"]["document"] for milestone in milestones)
    called = answers.called(documents)
    return {
        **country_answer(code),
        "alpha3": country.alpha3,
        "m49": country.m49,
        "regions": [{"code": region, "name": dict(vocabulary.find_region(region).names)} for region in country.regions],
        "footnote": country.footnote("en") or None,
        "valid_at": valid_at,
        "known_at": position,
        "tracks": tracks_answer(board.countries[0] if board.countries else None),
        **{
            plural: [one for one in found if one["position"] <= position and one["id"] not in later]
            for plural, found in records.items()
        },
        "support_activities": activity_answers(
            knowledge, Activities(country=code).find(knowledge, valid_at, position=position)
        ),
        "regional_reviews": review_answers(knowledge, reviews_on(knowledge, valid_at, position=position, country=code)),
        "pledges": [outline(one) for one in Pledges(country=code).find(knowledge, valid_at, position=position)],
        "milestones": milestones,
        "documents": [called[document] for document in documents if document in called],
    }


def _can_have_happened(milestone: Answer, day: str) -> bool:
    earliest = milestone["occurred"]["earliest"]
    return earliest is None or earliest <= day


def _records_of(milestones: list[Answer]) -> set[str]:
    """Name the records of which something holds."""
    return {one["aggregate_id"] for one in milestones if one["live"]}
