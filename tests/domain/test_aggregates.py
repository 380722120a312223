"""What holds for the code of every aggregate: what is stored, under which name, and how it is read again."""

import ast
import inspect
import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

import domain
from domain.catalogue.practices import Practice
from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.facts import facts_of
from domain.kernel import aggregate_classes
from domain.milestones import milestone_aggregates

CHANGES = {"Refined", "Corrected", "Retracted", "Reinstated", "StatusObserved"}
RECORDED = {
    NationalNetwork: """
        PreparationReported Established Launched Dormant Reactivated Merged Dissolved CoordinatorNamed
        TermsOfReferenceDraftingStarted TermsOfReferenceSubmittedForApproval TermsOfReferenceApproved
        TermsOfReferenceSuperseded WorkPlanDraftingStarted WorkPlanDrafted WorkPlanEndorsed WorkPlanClosed
        MemberAgencyJoined MemberAgencyLeft""",
    ChampionCountry: "InterestExpressed Declared Confirmed CoChairDesignated SteppedDown Returned",
    WorkingGroup: """
        Established Renamed CoLeadAppointed CoLeadEnded MemberJoined MemberLeft OutputPlanned
        OutputStatusReported OutputPublished Succeeded Closed""",
    Project: """
        ConceptNoteSubmitted EndorsedForPipeline RemovedFromPipeline JointProgrammeDocumentSubmitted
        FundingApproved Assigned FundsTransferred PubliclyPresented ImplementationStarted Revised
        ProgressReported Suspended Resumed Cancelled OperationallyClosed FinalReportSubmitted
        FinanciallyClosed""",
    Practice: """
        Revised Submitted Returned Screened ReviewerInvited InvitationAnswered InterestsDeclared ReviewerRecused
        ReviewFiled ClarificationAsked ClarificationGiven QuorumWaived ChangesAsked Accepted Declined Withdrawn
        Lapsed Published MinorCorrectionPublished VersionStarted Translated UpdateAsked Archived Unpublished
        Restored""",
    PledgeSubmission: """
        Revised Submitted Returned Declined TakenBack Lapsed Published AmendmentProposed AmendmentReturned
        AmendmentPublished""",
    Pledge: "Made PlanningReported ProgressReported FulfilmentReported MatchLinked Amended Withdrawn",
    SupportActivity: "Planned CarriedOut Cancelled LinkedToPractice",
    RegionalReview: "Scheduled Rescheduled ConsultationHeld VoluntaryReportSubmitted MeetingHeld ReportPublished",
    ReviewForum: """
        Scheduled Rescheduled VoluntaryReportSubmitted HearingHeld Convened RoundTableHeld
        DeclarationDrafted DeclarationAdopted DeclarationEndorsed""",
}


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(domain.__path__, f"{domain.__name__}.")
    return [import_module(module.name) for module in found]


def event_handlers() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{module.__name__}:{node.lineno}", node)
        for module in modules()
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.FunctionDef) and node.name == "apply"
    ]


def only_assigns(statement: ast.stmt) -> bool:
    """Tell whether a statement assigns what the event says, or adds it to or removes it from what is there."""
    match statement:
        case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.Delete():
            pass
        case ast.Expr(ast.Call(ast.Attribute(attr="append" | "add" | "update" | "extend" | "discard" | "pop"))):
            pass
        case ast.Expr(ast.Constant()):
            return True
        case _:
            return False
    return not any(isinstance(part, ast.IfExp | ast.NamedExpr | ast.BoolOp | ast.Await) for part in ast.walk(statement))


@pytest.mark.parametrize("cls", RECORDED, ids=lambda cls: cls.kind)
def test_everything_the_design_names_is_recorded(cls):
    events = {event.__name__ for event in vars(cls).values() if isinstance(event, type)}

    changes = CHANGES if cls in milestone_aggregates() else set()
    assert {*RECORDED[cls].split(), "Registered", *changes} <= events


def test_a_document_is_registered_with_what_describes_it():
    described = {"code", "title", "publisher", "published", "language", "url", "sha256"}

    assert described <= set(facts_of(SourceDocument.Registered).names)


def test_applying_an_event_only_assigns():
    handlers = event_handlers()

    deciding = [place for place, handler in handlers if not all(map(only_assigns, handler.body))]
    assert deciding == []
    assert len(handlers) >= 5


@pytest.mark.parametrize(
    "line",
    [
        "if self.version: aggregate.stage = 1",
        "raise ValueError",
        "aggregate.stage = 1 if self.version else 2",
        "aggregate.check()",
        "for each in self.names: aggregate.names.append(each)",
    ],
)
def test_a_decision_in_an_event_would_be_noticed(line):
    assert not only_assigns(ast.parse(line).body[0])


def test_no_event_asks_the_clock_or_the_world_when_it_is_applied():
    asking = {"now", "today", "utcnow", "time", "uuid4", "open", "environ", "random"}

    named = {
        place
        for place, handler in event_handlers()
        for part in ast.walk(handler)
        if (isinstance(part, ast.Attribute) and part.attr in asking)
        or (isinstance(part, ast.Name) and part.id in asking)
    }
    assert named == set()


@pytest.mark.parametrize("cls", aggregate_classes(), ids=lambda cls: cls.kind)
def test_every_kind_of_record_says_what_it_is(cls):
    assert cls.__doc__
    assert cls.kind == cls.kind.lower()
    assert all(
        event.__doc__ for event in vars(cls).values() if isinstance(event, type) and not event.__name__.startswith("_")
    )


def test_no_two_kinds_share_a_name():
    kinds = [cls.kind for cls in aggregate_classes()]

    assert len(kinds) == len(set(kinds))
