"""Working groups as lineages: what each produced, which it took over from, and which took over from it, by a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from domain.directory.working_groups import WorkingGroup
from knowledge.answers import Answer, Answers, status_answer
from knowledge.wiring import Knowledge
from projections.course_book import Stand

OUTPUTS = ("output-planned", "output-status-reported", "output-published")
SUCCEEDED = "succeeded"


def groups_on(knowledge: Knowledge, day: str, *, position: int) -> list[Stand]:
    """List the groups of which nothing is known or something can have happened by a day, by their codes."""
    return knowledge.groups.on(day, position=position)


def group_answers(knowledge: Knowledge, stands: Sequence[Stand], every: Sequence[Stand]) -> list[Answer]:
    """Tell how far groups are.

    Args:
        knowledge: the platform.
        stands: the groups.
        every: all groups of that day, some of which they may have taken over from.
    """
    records = Answers(knowledge).called([stand.id for stand in stands])
    before = predecessors(every)
    return [
        {
            **records[stand.id],
            "status": status_answer(stand.tracks[WorkingGroup.kind]),
            "outputs": outputs_of(stand),
            "predecessors": before[stand.code],
            "successors": successors_of(stand),
        }
        for stand in stands
    ]


def successors_of(stand: Stand) -> list[str]:
    """List the codes of the groups that took over."""
    told = (code for one in stand.happened(SUCCEEDED) for code in one.details["successors"])
    return list(dict.fromkeys(told))


def predecessors(stands: Sequence[Stand]) -> Mapping[str, list[str]]:
    """Map codes to those of the groups that they took over from."""
    found: dict[str, list[str]] = defaultdict(list)
    for stand in stands:
        for code in successors_of(stand):
            found[code].append(stand.code)
    return found


def outputs_of(stand: Stand) -> list[Answer]:
    """List what a group produces, what was told first coming first; `status` is the last that was reported."""
    outputs: dict[str, Answer] = {}
    for one in stand.happened(*OUTPUTS):
        told = outputs.setdefault(
            one.details["output"], {"output": one.details["output"], "status": None, "is_published": False}
        )
        told["status"] = one.details.get("status", told["status"])
        told["is_published"] = told["is_published"] or one.milestone == OUTPUTS[-1]
        told["milestone"] = one.evidence.position
    return list(outputs.values())
