"""What those who take part see of a practice on its way to readers: each what concerns them, and no more."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.catalogue.practice_content import Kind, missing_fields
from domain.catalogue.practice_history import PracticeHistory, Stage
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import Quorum, Reviewer, counts_in, disagree, reviews_in
from domain.entries import moment
from domain.errors import kebab
from domain.sealing import Place
from knowledge.answers import Answer
from knowledge.parties import Party, party_to
from knowledge.security import Caller
from knowledge.wiring import Knowledge

SHARED = (
    PracticeHistory.Registered,
    PracticeHistory.Submitted,
    PracticeHistory.Screened,
    PracticeHistory.ClarificationAsked,
    PracticeHistory.ClarificationGiven,
    PracticeHistory.Accepted,
    PracticeHistory.VersionStarted,
)
"""What reviewers may know of, beside their own doing; what is not named here or below is for curators alone."""
WITH_THE_AUTHOR = (
    *SHARED,
    PracticeHistory.Revised,
    PracticeHistory.Returned,
    PracticeHistory.ChangesAsked,
    PracticeHistory.Declined,
    PracticeHistory.Withdrawn,
    PracticeHistory.Lapsed,
    PracticeHistory.UpdateAsked,
)
"""What the author may know of."""
DECISIONS = (PracticeHistory.ChangesAsked, PracticeHistory.Accepted, PracticeHistory.Declined)
"""What a curator decides by the reviews; the author reads them from then on."""
NOT_TOLD = frozenset({"by", "timestamp", "content", "texts", "focal_point"})
"""Facts that a history leaves out: too long, or not for it."""


class InWork:
    """Shows practices on their way to readers to one caller."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Read from `knowledge` what `caller` may see."""
        self._knowledge = knowledge
        self._caller = caller
        self._opener = knowledge.sealing.opener()

    def practice(self, practice: Practice) -> Answer:
        """Show a practice as it is now.

        Whoever ceases to take part by their own command is still told what that led to, without what it says.
        """
        party = party_to(practice, self._caller)
        events = _since_begun(self._knowledge.platform.history(practice.id))
        content = practice.content
        is_draft = practice.stage is Stage.DRAFT
        copy = self._knowledge.working_copies.find(practice.id) if party.is_author else None
        return {
            "id": str(practice.id),
            "slug": practice.slug or None,
            "kind": practice.practice_kind,
            "language": practice.language,
            "organization": practice.organization,
            "author": str(practice.author),
            "stage": practice.stage,
            "standing": practice.standing,
            "edition": practice.edition,
            "round": practice.round,
            "version": practice.version,
            "begun_at": moment(practice.created_on),
            "updated_at": moment(practice.modified_on),
            "submitted_at": _last_submitted(events),
            "content": msgspec.to_builtins(content) if party.may_read else None,
            "missing": missing_fields(Kind(practice.practice_kind), content) if party.may_read and is_draft else [],
            "asked": self._asked(practice) if party.is_author or party.is_curator else {},
            "clarifications": list(self._clarifications(events, party)) if party.may_read else [],
            "reviews": list(self._reviews(practice, events, party)),
            "reviewers": self._reviewers(practice) if party.is_curator else [],
            "quorum": self._quorum(practice.reviewers.values(), practice) if party.is_curator else None,
            "focal_point": self._focal_point(practice) if party.is_author or party.is_curator else None,
            "my_review": _my_review(party.reviewer, practice.round) if party.reviewer else None,
            "working_copy_saved_at": copy.saved_at if copy else None,
            "stale_translations": practice.stale_translations,
        }

    def history(self, practice: Practice, *, until: int | None = None) -> list[Answer]:
        """List what happened to a practice, up to one of its versions, as far as the caller may know of it."""
        party = party_to(practice, self._caller)
        events = self._knowledge.platform.history(practice.id, until=until)
        return [self._happening(event, party) for event in events if _is_for(event, party)]

    def mine(self, row: Any) -> Answer:
        """Tell an author of a practice of theirs."""
        return {
            "id": row.practice,
            "slug": row.slug or None,
            "kind": row.practice_kind,
            "language": row.language,
            "title": row.title,
            "stage": row.stage,
            "standing": row.standing,
            "edition": row.edition,
            "round": row.round,
            "version": row.version,
            "begun_at": row.begun_at,
            "updated_at": row.updated_at,
            "stage_since": row.stage_since,
            "submitted_at": row.submitted_at or None,
        }

    def my_review(self, row: Any) -> Answer:
        """Tell a reviewer of a practice that they were asked to review."""
        rounds = msgspec.json.decode(row.rounds, type=dict[int, str])
        return {
            "id": row.practice,
            "kind": row.practice_kind,
            "language": row.language,
            "title": row.title,
            "organization": row.organization,
            "stage": row.stage,
            "round": row.round,
            "version": row.version,
            "invited_at": row.invited_at,
            "affiliation": row.affiliation,
            "is_tie_breaker": row.is_tie_breaker,
            "accepted": row.accepted,
            "has_conflict": row.has_conflict,
            "has_filed": row.round in rounds,
        }

    def queue(self, rows: Sequence[Any]) -> list[Answer]:
        """Tell curators what waits for them, and for how many days."""
        reviewers = self._knowledge.library.reviewers_of([row.practice for row in rows])
        return [self._waiting(row, reviewers[row.practice]) for row in rows]

    def _waiting(self, row: Any, reviewers: Collection[Reviewer]) -> Answer:
        since = datetime.fromisoformat(row.stage_since)
        asked = [one for one in reviewers if not one.is_recused]
        return {
            "id": row.practice,
            "kind": row.practice_kind,
            "language": row.language,
            "title": row.title,
            "organization": row.organization,
            "stage": row.stage,
            "stage_since": row.stage_since,
            "days": (datetime.now(tz=UTC) - since).days,
            "submitted_at": row.submitted_at,
            "round": row.round,
            "edition": row.edition,
            "version": row.version,
            "quorum": self._quorum(reviewers, row),
            "invitations": {
                "open": sum(one.accepted is None for one in asked),
                "accepted": sum(one.accepted is True for one in asked),
                "declined": sum(one.accepted is False for one in asked),
            },
        }

    def _asked(self, practice: Practice) -> dict[str, str]:
        whole = Place(practice.id, practice.asked_in, "reasons")
        return {name: self._opener.words(text, whole.below(name)) for name, text in practice.asked.items()}

    def _clarifications(self, events: Iterable[Any], party: Party) -> Iterable[Answer]:
        for event in events:
            match event:
                case PracticeHistory.ClarificationAsked():
                    said = {"question": self._opener.facts(event)["question"], "answer": None}
                case PracticeHistory.ClarificationGiven():
                    said = {"question": None, "answer": self._opener.facts(event)["answer"]}
                case _:
                    continue
            yield {**said, "at": moment(event.timestamp), "by": _who(event.by, party)}

    def _reviews(self, practice: Practice, events: Sequence[Any], party: Party) -> Iterable[Answer]:
        """Give curators every review, reviewers their own, the author those by which a curator has decided."""
        decided = max((place for place, event in enumerate(events) if isinstance(event, DECISIONS)), default=-1)
        for place, event in enumerate(events):
            if not isinstance(event, PracticeHistory.ReviewFiled):
                continue
            is_own = party.reviewer is not None and event.by == party.account
            is_told = party.is_author and place < decided and counts_in(practice.reviewers[event.by], event.round)
            if not (party.is_curator or is_own or is_told):
                continue
            facts = self._opener.facts(event)
            yield {
                "reviewer": None if is_told else str(event.by),
                "round": event.round,
                "scores": event.scores,
                "recommendation": event.recommendation,
                "to_author": facts["to_author"],
                "to_curator": None if is_told else facts["to_curator"],
                "filed_at": None if is_told else moment(event.timestamp),
            }

    def _happening(self, event: Any, party: Party) -> Answer:
        facts = {name: value for name, value in self._opener.facts(event).items() if name not in NOT_TOLD}
        return {"event": kebab(type(event)), "at": moment(event.timestamp), "by": _who(event.by, party), "facts": facts}

    def _quorum(self, reviewers: Collection[Reviewer], practice: Any) -> Answer:
        return quorum_answer(self._knowledge.settings.quorum, reviewers, practice.round, waived_in=practice.waived_in)

    def _reviewers(self, practice: Practice) -> list[Answer]:
        people = self._knowledge.people.by_account(practice.reviewers)
        return [
            {
                "account": str(account),
                "name": people[account].name if account in people else None,
                **asdict(reviewer),
                "rounds": sorted(reviewer.rounds),
            }
            for account, reviewer in practice.reviewers.items()
        ]

    def _focal_point(self, practice: Practice) -> Answer | None:
        found = self._knowledge.focal_points.find(practice.focal_point)
        return asdict(found) if found else None


def quorum_answer(quorum: Quorum, reviewers: Collection[Reviewer], review_round: int, *, waived_in: int) -> Answer:
    """Tell how many reviews of a round are in, and whether they are enough."""
    un, external = reviews_in(reviewers, review_round)
    return {
        "un": {"filed": un, "needed": quorum.un},
        "external": {"filed": external, "needed": quorum.external},
        "is_met": quorum.is_met(un, external),
        "is_waived": waived_in == review_round > 0,
        "is_tied": disagree(reviewers, review_round),
    }


def _since_begun(events: Iterable[Any]) -> list[Any]:
    """Leave out what belongs to earlier versions."""
    found: list[Any] = []
    for event in events:
        if isinstance(event, PracticeHistory.VersionStarted):
            found = []
        found.append(event)
    return found


def _last_submitted(events: Iterable[Any]) -> str | None:
    submitted = [moment(event.timestamp) for event in events if isinstance(event, PracticeHistory.Submitted)]
    return submitted[-1] if submitted else None


def _my_review(reviewer: Reviewer, review_round: int) -> Answer:
    return {
        "affiliation": reviewer.affiliation,
        "is_tie_breaker": reviewer.is_tie_breaker,
        "accepted": reviewer.accepted,
        "has_conflict": reviewer.has_conflict,
        "has_filed": review_round in reviewer.rounds,
    }


def _is_for(event: Any, party: Party) -> bool:
    if event.public or party.is_curator:
        return True
    if event.by == party.account:
        return party.takes_part
    if party.is_author:
        return isinstance(event, WITH_THE_AUTHOR)
    return party.may_read and isinstance(event, SHARED)


def _who(account: UUID, party: Party) -> str | None:
    return str(account) if party.is_curator or account == party.account else None
