"""Accounts, sources and records that tests tell their stories with."""

import dataclasses
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from domain.catalogue.projects import Money, Project
from domain.catalogue.support_activities import SupportActivity
from domain.claims import Source
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.errors import InvalidField
from domain.facts import Checked, facts_of
from domain.kernel import identity
from domain.milestone_history import MilestoneHistory
from domain.milestones import MilestoneAggregate, milestones_of

COORDINATOR = UUID("c0000000-0000-4000-8000-000000000001")
CURATOR = UUID("c0000000-0000-4000-8000-000000000002")

BULLETIN = SourceDocument.id_of("bulletin-2")
LETTER = SourceDocument.id_of("letter")
IN_BULLETIN = Source(BULLETIN, locator="p. 2", quote="Redes nacionales: México, Perú")
IN_LETTER = Source(LETTER, locator="first paragraph")

CODES = ("PE", "IOM", "GCM-01", "SK-1", "2021/2023")
"""One of them is in the code list of any coded fact."""


def pledge(number: int, country: str) -> Pledge:
    """Begin the record of a country's pledge, of which nothing is told yet."""
    submission = PledgeSubmission.draft(id=identity("pledge-submission", str(number)), by=COORDINATOR)
    submission.revise(
        {
            "title": {"es": "Ventanillas para regularizar"},
            "description": {"es": "Abriremos ventanillas donde quien llega regulariza su situación. " * 5},
            "kinds": ["policy"],
            "objectives": ["GCM-07"],
            "pledger": "Gobierno",
            "pledger_type": "government",
            "countries": [country],
        },
        by=COORDINATOR,
    )
    submission.submit(by=COORDINATOR)
    return Pledge.register(submission, number, by=CURATOR)


EXAMPLES: Mapping[type[MilestoneAggregate], Callable[[str], MilestoneAggregate]] = {
    NationalNetwork: lambda code: NationalNetwork.register(country=code, by=COORDINATOR),
    ChampionCountry: lambda code: ChampionCountry.register(country=code, by=COORDINATOR),
    WorkingGroup: lambda code: WorkingGroup.register(
        code=f"WG-{code}", type="thematic", names={"en": "Data", "es": "Datos"}, by=COORDINATOR
    ),
    Project: lambda code: Project.register(
        code=f"MPTF-{code}",
        by=COORDINATOR,
        facts={
            "title": {"en": "Skills for return", "es": "Competencias para el retorno"},
            "countries": [code, "TT"],
            "lead": None,
            "participating": ["IOM", "ILO"],
            "components": [{"en": "Training"}],
            "purpose": {"en": "People find work at home."},
            "money": {"amount": 260_000_000, "currency": "USD", "approximate": True},
        },
    ),
    SupportActivity: lambda code: SupportActivity.register(
        id=identity(SupportActivity.kind, f"bulletin-2/{code}"),
        by=COORDINATOR,
        facts={
            "network": code,
            "title": {"en": "A workshop on data"},
            "support_kinds": ["SK-1"],
            "objectives": ["GCM-01"],
            "counterparts": ["Ministry of Foreign Affairs"],
            "tags_inferred": True,
        },
    ),
    RegionalReview: lambda code: RegionalReview.register(
        by=COORDINATOR,
        facts={
            "commission": "ECLAC",
            "round": 1 + int.from_bytes(code.encode()) % 99,
            "title": {"en": "Second regional review", "es": "Segundo examen regional"},
            "regions": ["419"],
        },
    ),
    ReviewForum: lambda code: ReviewForum.register(
        by=COORDINATOR,
        facts={"edition": 1 + int.from_bytes(code.encode()) % 99, "title": {"en": "First review forum"}},
    ),
    Pledge: lambda code: pledge(int.from_bytes(code.encode()), code),
}
"""How to begin a record of each kind whose milestones are recorded, by a country code."""


def bulletin() -> SourceDocument:
    """Register the bulletin that the stories rest on."""
    return SourceDocument.register(
        title="Boletín 2", publisher="Network", published="2021-09", language="es", slug="bulletin-2", by=CURATOR
    )


def network(country: str = "PE") -> NationalNetwork:
    """Begin the record of a national network."""
    return NationalNetwork.register(country=country, by=COORDINATOR)


def established(country: str, occurred: str = "2021-10") -> NationalNetwork:
    """Begin the record of a national network with its establishment, at version 2."""
    begun = network(country)
    begun.record_milestone("established", occurred=occurred, source=IN_BULLETIN, by=COORDINATOR)
    return begun


def eventful(cls: type[MilestoneAggregate], code: str = "PE") -> MilestoneAggregate:
    """Tell a whole life: every milestone of its kind, every change to a milestone, an observation if it has tracks."""
    record = EXAMPLES[cls](code)
    for name, event in milestones_of(cls).items():
        record.record_milestone(name, occurred="2021", source=IN_BULLETIN, by=COORDINATOR, facts=details_for(event))
    record.refine(2, occurred="2021-09", source=IN_LETTER, by=CURATOR)
    record.correct(2, occurred="2020", source=IN_LETTER, reason="The letter says so.", by=CURATOR)
    record.retract(2, reason="It was the neighbour's.", by=CURATOR)
    record.reinstate(2, reason="It was not.", by=CURATOR)
    record.retract(3, reason="It was recorded twice.", by=COORDINATOR)
    for track, state in tracks_with_a_state(cls):
        record.observe_status(track, one_of=[state], occurred="2021-08", source=IN_LETTER, by=COORDINATOR)
    return record


def tracks_with_a_state(cls: type[MilestoneAggregate]) -> Iterator[tuple[str, str]]:
    """List each track of a kind with a state on it."""
    for event in milestones_of(cls).values():
        if event.track:
            yield event.track, event.state


def details_for(event: type[MilestoneHistory.Milestone]) -> dict[str, Any]:
    """Make up the details that a milestone asks for, from what its fields declare."""
    common = {field.name for field in dataclasses.fields(MilestoneHistory.Milestone)}
    return {name: _made_up(hint) for name, hint in facts_of(event).hints.items() if name not in common}


def _made_up(hint: Any) -> Any:
    if get_origin(hint) is Annotated and isinstance(get_args(hint)[1], Checked):
        return next(code for code in CODES if _is_good(get_args(hint)[1], code))
    if get_origin(hint) in {Annotated, Union, types.UnionType}:
        return _made_up(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if get_origin(hint) is list:
        return [_made_up(get_args(hint)[0])]
    if get_origin(hint) is dict:
        return {"es": "Competencias", "en": "Skills"}
    money = {"amount": 260_000_000, "currency": "USD", "approximate": True}
    return {str: "as the source words it", int: 7, UUID: str(LETTER), Money: money}[hint]


def _is_good(mark: Checked, code: str) -> bool:
    try:
        mark.check(code)
    except InvalidField:
        return False
    return True
