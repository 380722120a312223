"""Where a pledge in work stands, and what is not done with it."""

from enum import StrEnum

from domain.errors import Forbidden, RuleBroken


class NotTheSubmitter(Forbidden):
    """Only whoever submitted the pledge may do that."""


class AmendmentPending(RuleBroken):
    """An amendment is proposed already; it is decided on first."""


class NothingProposed(RuleBroken):
    """No amendment is proposed."""


class Stage(StrEnum):
    """Where a submission stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
