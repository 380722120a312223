"""What pages and code say, found by reading them, and what is said in families."""

import ast
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, get_args, get_type_hints

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from domain.accounts import Role
from domain.catalogue.practice_content import Kind
from domain.catalogue.practice_history import PracticeHistory, Stage, Standing
from domain.catalogue.reviews import Affiliation, Recommendation
from domain.commitments import connection_stages, pledge_content, pledge_stages
from domain.commitments.connection_history import ConnectionHistory
from domain.commitments.needs import FIELDS, RequestedBy, Urgency
from domain.commitments.offers import OfferStage
from domain.commitments.regional_reviews import RegionalReview
from domain.differences import Why
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import GroupType, WorkingGroup
from domain.errors import kebab
from domain.kernel import NOT_STORED, KnowledgeAggregate
from domain.milestone_history import facts_of_milestone
from domain.milestones import milestone_aggregates, milestones_of, tracks_of
from domain.status import HEADLINES, Knowledge
from knowledge.api import pledge_commands
from knowledge.api.account_schemas import STATES
from knowledge.api.practice_bodies import CONTENT
from knowledge.api.schemas import CHANGES
from knowledge.bulletins import comparing, wording
from knowledge.hub.parties import TAKEN_BY, Part
from knowledge.mail.letters import About
from knowledge.pages import hub_requests, pledge_acts
from knowledge.pages.account_deeds import DEEDS
from knowledge.pages.acts import ACTS, GRAVE
from knowledge.pages.changing import VERBS
from knowledge.pages.dating import HOWS
from knowledge.pages.drafting import ORDER
from knowledge.pages.labels import catalogues_of
from knowledge.pages.practices import TEXTS
from knowledge.pages.repository import FILTERS
from knowledge.pages.words import ROLES
from knowledge.searching import KINDS
from knowledge.settings import SETTINGS
from knowledge.signing_in.links import Purpose
from knowledge.status_differences import Differs
from projections.hub import Outcome
from search.index import Sort

ROOT = Path(__file__).parent.parent.parent / "knowledge"
READ_AS = [("**.py", f"{__name__}:said_in_code"), ("templates/**.html", "jinja2")]
SAYING: Mapping[str, tuple[int, ...] | None] = dict.fromkeys(("say", "label", "key", "self", "words"))
"""What is given the name of a label first, itself or as what it returns: `say("…")`, `words()("…")`."""


def families() -> Mapping[str, Iterable[str]]:
    """What is said by names put together, each with everything that may stand at its end."""
    kinds = milestone_aggregates()
    tracks = {track: states for cls in kinds for track, states in tracks_of(cls).items()}
    milestones = [(cls.kind, name, event) for cls in kinds for name, event in milestones_of(cls).items()]
    return {
        "accounts": ROLES.values(),
        "acts.affiliation": Affiliation,
        "acts.criterion": next(one.default for one in SETTINGS if one.name == "REVIEW_CRITERIA").split(","),
        "acts.done": [act.verb for act in ACTS],
        "acts.field": SAID,
        "acts.grave": GRAVE,
        "acts.help": SAID,
        "acts.recommendation": Recommendation,
        "acts.verb": [act.verb for act in ACTS],
        "admin.done": [deed.verb for deed in DEEDS],
        "admin.means": [deed.verb for deed in DEEDS],
        "admin.state": STATES,
        "admin.verb": [deed.verb for deed in DEEDS],
        "bulletin": (*wording.HEADINGS, *wording.ADDED_HEADINGS, *wording.REVIEW_HEADINGS),
        "bulletin.class": comparing.CLASSES,
        "bulletin.class_means": comparing.CLASSES,
        "bulletin.legend": wording.LEGEND,
        "bulletin.why": Why,
        "bulletins.kind": ("corrected", "retracted", "reinstated"),
        "certainty": Knowledge,
        "changes": CHANGES,
        "changing.done": VERBS,
        "changing.means": VERBS,
        "changing.verb": VERBS,
        "counts": HEADLINES,
        "dating.how": HOWS,
        "desk.event": {kebab(event) for event in happenings_of(PracticeHistory)},
        "desk.stages": Stage,
        "desk.standing": (Standing.ARCHIVED, Standing.UNPUBLISHED),
        "details": {fact for *_, event in milestones for fact in facts_of_milestone(event).names},
        "differs": Differs,
        "drafting.field": CONTENT,
        "drafting.help": [name for name in CONTENT if name not in {"files", "is_global"}],
        "drafting.kind": Kind,
        "drafting.step": ORDER,
        "found": KINDS,
        "groups": GroupType,
        "hub.done": TAKEN_BY,
        "hub.event": {kebab(event) for event in happenings_of(ConnectionHistory)},
        "hub.field": (*FIELDS, *TOLD),
        "hub.grave": hub_requests.GRAVE,
        "hub.help": TOLD,
        "hub.offer_stage": OfferStage,
        "hub.outcome": Outcome,
        "hub.part": Part,
        "hub.requested_by": RequestedBy,
        "hub.stage": connection_stages.Stage,
        "hub.step": TAKEN_BY,
        "hub.urgency": Urgency,
        "joining.done": Purpose,
        "joining.lead": Purpose,
        "joining.title": Purpose,
        "kinds": [cls.kind for cls in kinds],
        "letters.subject": About,
        "letters.text": About,
        "milestones": [f"{kind}.{name}" for kind, name, _ in milestones],
        "output_status": get_args(get_type_hints(WorkingGroup.OutputStatusReported)["status"]),
        "pledge.form": pledge_content.Form,
        "pledge.kind": pledge_content.Kind,
        "pledge.pledger_type": next(one.default for one in SETTINGS if one.name == "PLEDGER_TYPES").split(","),
        "pledges.by": ("objective", "kind", "form", "pledger_type", "region", "progress"),
        "pledging.done": pledge_commands.VERBS,
        "pledging.field": pledge_content.Pledging.__struct_fields__,
        "pledging.grave": pledge_acts.GRAVE,
        "pledging.stage": pledge_stages.Stage,
        "pledging.verb": pledge_commands.VERBS,
        "practice.field": (*TEXTS, "partners", "donors"),
        "queue.invitations": ("open", "accepted", "declined", "none"),
        "records": (NationalNetwork.kind, ChampionCountry.kind),
        "repository.facet": FILTERS,
        "repository.sort": Sort,
        "reviews.mode": get_args(get_args(get_type_hints(RegionalReview.MeetingHeld)["mode"])[0]),
        "roles": Role,
        "states": [f"{track}.{state}" for track, states in tracks.items() for state in states],
        "tracks": tracks,
    }


SAID = ("question", "answer", "statement", "to_author", "to_curator", "reason")
"""What is written in words when something is done with a practice."""


TOLD = ("assessment", "report", "feedback", "reason")
"""What is said with the steps of a request for support."""


def happenings_of(cls: type[KnowledgeAggregate]) -> list[type[KnowledgeAggregate.Event]]:
    """List what can happen to an aggregate."""
    inner = [one for one in vars(cls).values() if isinstance(one, type)]
    return [one for one in inner if issubclass(one, KnowledgeAggregate.Event) and one.__name__ not in NOT_STORED]


@cache
def said() -> Mapping[str, str]:
    """Map every name that pages or code give to a saying function to where they do."""
    found = extract_from_dir(ROOT, READ_AS, {"templates/**.html": {"silent": "false"}}, keywords=SAYING)
    return {name: f"{file}:{line}" for file, line, name, _, _ in found if isinstance(name, str)}


def said_in_code(file: IO[bytes], *_: object, **__: object) -> Iterator[tuple[int, str, str, list[str]]]:
    """Find what Python code says, as Babel asks its extractors to; its own does not look into f-strings."""
    for node in ast.walk(ast.parse(file.read())):
        match node:
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if by := _called(function):
                yield node.lineno, by, name, []


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in SAYING:
            return name
        case ast.Call(func=inner):
            return _called(inner)
    return ""


def used() -> Mapping[str, str]:
    """Map every label in use, or the family it belongs to, to where it is said."""
    every = {name: place for name, place in said().items() if name not in families()}
    return every | {
        f"{family}.{name}": said().get(family, "") for family, names in families().items() for name in names
    }


def written(language: str) -> Iterator[tuple[Path, Message]]:
    """Give each label that the catalogues of a language have, with its file."""
    for path in catalogues_of(language):
        with path.open("rb") as file:
            yield from ((path, message) for message in read_po(file, locale=language) if message.id)


def name_of(message: Message) -> str:
    """Give the name of a label, which one with plural forms has twice."""
    return message.id if isinstance(message.id, str) else message.id[0]


def texts_of(message: Message) -> Sequence[str]:
    """Give what a label says: one text, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def gaps(text: str) -> set[str]:
    """Name what a text leaves open."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
