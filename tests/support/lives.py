"""Records whose events, taken together, change every table of every view."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from domain.accounts import Account, Role
from domain.application import Platform
from domain.bulletins import Bulletin
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import Quorum
from domain.commitments.review_forums import ReviewForum
from domain.documents import SourceDocument
from domain.kernel import KnowledgeAggregate
from tests.support import connections, pledges, submissions
from tests.support.stories import COORDINATOR, CURATOR, IN_BULLETIN, IN_LETTER

LIVES = UUID("1e000000-0000-4000-8000-000000000000")


def whole_life(number: int) -> Sequence[KnowledgeAggregate]:
    """Begin every kind of record anew, for each number from 1 once."""
    request = connections.long_life(id=_id("connection-request", number))
    published = pledges.published(number, id=_id("pledge-submission", number))
    first = [_document(number), _bulletin(number), _account(number), _practice(number)]
    return [*first, request, *published, _forum(number)]


def change_mind(platform: Platform, number: int) -> int:
    """Retract what a life claimed, and return the position."""
    with platform.change(ReviewForum, _id("review-forum", number)) as forum:
        forum.retract(2, reason="It was another country.", by=CURATOR)
    return platform.position()


def _id(kind: str, number: int) -> UUID:
    return uuid5(LIVES, f"{kind}/{number}")


def _document(number: int) -> SourceDocument:
    document = SourceDocument.register(title="Boletín", slug=f"life-{number}", by=CURATOR)
    document.state_figure("networks_established", 13, valid_at="2021-09-30", by=CURATOR)
    return document


def _bulletin(number: int) -> Bulletin:
    bulletin = Bulletin.issue(
        series="lives",
        number=number,
        valid_at="2021-09-30",
        known_at=1,
        scope="",
        template=1,
        content="0" * 64,
        digests={},
        printed=[1],
        by=CURATOR,
    )
    bulletin.issue_erratum(known_at=2, changed=[1], note={"es": "Fe de erratas"}, by=CURATOR)
    return bulletin


def _account(number: int) -> Account:
    account = Account.open(id=_id("account", number), by=CURATOR)
    account.grant_role(Role.COORDINATOR, countries=["PE"], by=CURATOR)
    return account


def _practice(number: int) -> Practice:
    practice = submissions.begun(id=_id("practice", number))
    practice.revise(submissions.FIELDS, by=submissions.AUTHOR)
    submissions.hand_in(practice)
    submissions.engage(practice, submissions.REVIEWER)
    practice.waive_quorum(why="Urgente.", by=CURATOR)
    practice.accept(Quorum(), by=CURATOR)
    practice.publish(by=CURATOR)
    practice.translate("en", {"title": "Vaccination at the border"}, by=CURATOR)
    return practice


def _forum(number: int) -> ReviewForum:
    # Begun as the log gives it again: there are fewer editions than lives.
    forum = ReviewForum._begin(  # noqa: SLF001 - see above
        _id("review-forum", number), by=COORDINATOR, code=str(number), edition=1, title={"es": "Foro"}
    )
    forum.record_milestone(
        "voluntary-report-submitted",
        occurred="2021",
        source=IN_BULLETIN,
        by=COORDINATOR,
        facts={"country": "PE"},
    )
    forum.refine(2, occurred="2021-09", source=IN_LETTER, by=CURATOR)
    forum.correct(2, occurred="2020", source=IN_LETTER, reason="The letter says so.", by=CURATOR)
    return forum
