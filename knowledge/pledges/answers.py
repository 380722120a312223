"""What the API answers and the pages show of pledges."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from domain.commitments.pledge_content import what_lacks
from domain.commitments.pledge_stages import Stage
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge
from domain.entries import moment
from domain.errors import NotFound, Told, kebab
from domain.facts import facts_as_json
from domain.status import Knowledge
from knowledge.answers import Answer, Answers, date_answer, status_answer, today
from knowledge.problems import Gone
from knowledge.wiring import Knowledge as Platform
from projections.pledge_book import Standing
from projections.timeline import Wanted

COMMON = frozenset({"by", "timestamp"})
MOST_MILESTONES = 1_000


class PledgeAnswers:
    """Answers from one platform."""

    def __init__(self, knowledge: Platform) -> None:
        """Answer from the views of `knowledge`."""
        self._knowledge = knowledge

    def pledge(self, number: int, day: str, *, position: int) -> Answer:
        """Show a pledge as it stood at the end of a day, as known at a position.

        Raises:
            NotFound: none had been made under this number.
            Gone: it was withdrawn.
        """
        return self._whole(self.find(number, day, position=position), day, position=position)

    def recorded(self, number: int, *, position: int) -> Answer | None:
        """Show a pledge as it stands now, also if it was withdrawn; None where no view tells of it."""
        standing = self._knowledge.pledges.find(number, today(), position=position)
        return self._whole(standing, today(), position=position) if standing else None

    def find(self, number: int, day: str, *, position: int) -> Standing:
        """Return a pledge that stood at the end of a day.

        Raises:
            NotFound: none had been made under this number.
            Gone: it was withdrawn.
        """
        standing = self._knowledge.pledges.find(number, day, position=position)
        if standing is None:
            raise NotFound(Told("There is no pledge {number}, or there was none by {day}.", number=number, day=day))
        if standing.stands is Knowledge.UNKNOWN:
            when = standing.status.evidence[0].edtf
            raise Gone(
                Told(
                    "Pledge {number} was withdrawn ({when}): {withdrawn_because}",
                    number=number,
                    when=when,
                    withdrawn_because=standing.withdrawn_because,
                )
            )
        return standing

    def history(self, pledge: Pledge) -> list[Answer]:
        """List everything that was recorded of a pledge, in that order: every text that it ever had."""
        return [_happening(event) for event in self._knowledge.platform.history(pledge.id)]

    def submission(self, submission: PledgeSubmission) -> Answer:
        """Show a pledge in work to those it is for."""
        is_draft = submission.stage is Stage.DRAFT
        return {
            **_written(submission.id, submission.stage, submission.number, submission.version),
            "author": str(submission.author),
            "begun_at": moment(submission.created_on),
            "updated_at": moment(submission.modified_on),
            "pledge": msgspec.to_builtins(submission.pledging),
            "lacks": what_lacks(submission.pledging) if is_draft else {},
            "asked": submission.asked,
            "proposed": submission.proposed or None,
            "proposed_because": submission.proposed_because or None,
        }

    def _whole(self, standing: Standing, day: str, *, position: int) -> Answer:
        milestones, _ = Answers(self._knowledge).milestones(
            Wanted(aggregate_id=standing.id, to_day=day), position=position, limit=MOST_MILESTONES
        )
        answering = matching(self._knowledge.pledges.on(day, position=position))
        return {
            **pledge_answer(standing),
            "valid_at": day,
            "known_at": position,
            "version": self._knowledge.register.versions([standing.id])[standing.id],
            "matched_by": answering.get(standing.number, []),
            "milestones": milestones,
        }


def pledge_answer(standing: Standing) -> Answer:
    """Tell what a pledge promises, and how far it is."""
    edition = standing.edition
    return {
        "number": standing.number,
        "id": standing.id,
        **standing.known_by,
        **edition.promise,
        "made": [date_answer(edtf) for edtf in standing.made],
        "progress": status_answer(standing.status),
        "matches": list(standing.matches),
        "edition": edition.number,
        "published_at": standing.published_at,
        "amended_at": edition.published_at if edition.number > 1 else None,
        "amended_because": edition.reason or None,
    }


def outline(standing: Standing) -> Answer:
    """Tell of a pledge what a list has of it."""
    whole = pledge_answer(standing)
    return {name: value for name, value in whole.items() if name not in {"description", "file"}}


def matching(pledges: Iterable[Standing]) -> Mapping[int, Sequence[int]]:
    """Map the numbers of pledges to those of the pledges that match them and stand."""
    found: dict[int, list[int]] = defaultdict(list)
    for one in pledges:
        if one.stands is not Knowledge.UNKNOWN:
            for number in one.matches:
                found[number].insert(0, one.number)
    return found


def row_answer(row: Any) -> Answer:
    """Tell of a submission what a list has of it."""
    fields = msgspec.json.decode(row.fields)
    return {
        **_written(row.submission, row.stage, row.number, row.version),
        "title": fields.get("title", {}),
        "form": fields.get("form", "individual"),
        "pledger": fields.get("pledger", ""),
        "countries": fields.get("countries", []),
        "begun_at": row.begun_at,
        "updated_at": row.updated_at,
        "stage_since": row.stage_since,
        "submitted_at": row.submitted_at or None,
        "waiting_since": row.waiting_since or None,
    }


def _written(id: object, stage: str, number: int, version: int) -> Answer:
    return {"id": str(id), "stage": stage, "number": number or None, "version": version}


def _happening(event: Any) -> Answer:
    facts = {name: value for name, value in facts_as_json(event).items() if name not in COMMON}
    return {"event": kebab(type(event)), "at": moment(event.timestamp), "by": str(event.by), "facts": facts}
