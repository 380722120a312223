"""Working groups of the Network: lineages, not a constant."""

from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

from domain.errors import InvalidField, Told
from domain.facts import AgencyCode, check_plain
from domain.milestones import MilestoneAggregate


class GroupType(StrEnum):
    """What a working group is for."""

    CORE = "core"
    THEMATIC = "thematic"
    WORKSTREAM = "workstream"


class WorkingGroup(MilestoneAggregate):
    """A group in which agencies and partners work on one part of the Network's plan."""

    kind = "working-group"

    class Registered(MilestoneAggregate.Registered):
        """The platform came to know of the group."""

        code: str
        type: str
        names: dict[str, str]

    class Established(MilestoneAggregate.Milestone):
        """The group was set up."""

        track, state = "working-group", "established"

    class Renamed(MilestoneAggregate.Milestone):
        """The group took another name; `names` maps languages to it."""

        repeats = True

        names: dict[str, str]

    class CoLeadAppointed(MilestoneAggregate.Milestone):
        """An agency became one of those that lead the group."""

        repeats = True

        agency: AgencyCode

    class CoLeadEnded(MilestoneAggregate.Milestone):
        """An agency ceased to lead the group."""

        repeats = True

        agency: AgencyCode

    class MemberJoined(MilestoneAggregate.Milestone):
        """An organization became a member."""

        repeats = True

        member: str

    class MemberLeft(MilestoneAggregate.Milestone):
        """An organization ceased to be a member."""

        repeats = True

        member: str

    class OutputPlanned(MilestoneAggregate.Milestone):
        """The group undertook to produce something."""

        output: str

    class OutputStatusReported(MilestoneAggregate.Milestone):
        """The group said how far an output is, in the words of the Network's work plan."""

        repeats = True

        output: str
        status: Literal["yet to start", "ongoing", "completed"]

    class OutputPublished(MilestoneAggregate.Milestone):
        """An output of the group came out."""

        output: str

    class Succeeded(MilestoneAggregate.Milestone):
        """Other groups took over; `successors` are their codes."""

        track, state = "working-group", "succeeded"

        successors: list[str]

    class Closed(MilestoneAggregate.Milestone):
        """The group ended."""

        track, state = "working-group", "closed"

    def __init__(self, code: str, type: str, names: dict[str, str]) -> None:  # noqa: A002 - the word of the Network's work plan
        super().__init__()
        self.code = code
        self.type = type
        self.names = names

    @classmethod
    def register(cls, *, code: str, type: str, names: dict[str, str], by: UUID) -> Self:  # noqa: A002 - as above
        """Make a group known.

        Args:
            code: its short name, e.g. `WG-4`.
            type: core, thematic or workstream.
            names: language (BCP 47) to name.
            by: the account that records it.

        Raises:
            InvalidField: the type is unknown, or there is no name.
        """
        if type not in set(GroupType):
            raise InvalidField(
                Told("{type!r} is no type of group; {known} are.", type=type, known=", ".join(GroupType)), field="type"
            )
        if not names:
            raise InvalidField("Give its name in one language at least.", field="names")
        check_plain(names, field="names")
        return cls._begin(cls.id_of(code), by=by, code=code, type=type, names=names)
