"""The dossier of a milestone: everything that was believed of it, by whom and why, and what else was claimed."""

from domain.errors import NotFound, Told
from knowledge.answers import Answer, Answers
from knowledge.bulletins.issuing import printed_in
from knowledge.trail import AuditTrail
from knowledge.wiring import Knowledge
from knowledge.worklists import WorklistAnswers
from projections.trail import Sight


def dossier(knowledge: Knowledge, milestone: int, *, position: int) -> Answer:
    """Tell everything about the milestone recorded at a position of the log.

    Args:
        knowledge: the platform.
        milestone: the position at which it was recorded.
        position: what was recorded up to it is known.

    Raises:
        NotFound: there is no such milestone, or was none yet.
    """
    history = Answers(knowledge).history(milestone, position=position)
    if not history:
        raise NotFound(
            Told(
                "No milestone was recorded at position {milestone}, as known at {position}.",
                milestone=milestone,
                position=position,
            )
        )
    trail = AuditTrail(knowledge, Sight())
    believed = [{**one, "roles": trail.find(one["last_change"]["position"])["roles"]} for one in history]
    others = WorklistAnswers(knowledge).companions(milestone, position=position)
    printed = [one for one in printed_in(knowledge, milestone) if one["position"] <= position]
    return {**history[-1], "known_at": position, "history": believed, "others": others, "printed_in": printed}
