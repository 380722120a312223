"""Where a request for support stands, and what can be done with it there."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Stage(StrEnum):
    """Where a request stands; it is matched once an offer is accepted."""

    RAISED = "raised"
    RETURNED = "returned"
    ASSESSED = "assessed"
    MATCHED = "matched"
    IN_DELIVERY = "in_delivery"
    COMPLETED = "completed"
    UNMET = "unmet"
    WITHDRAWN = "withdrawn"


OPEN = (Stage.RAISED, Stage.RETURNED, Stage.ASSESSED, Stage.MATCHED, Stage.IN_DELIVERY)
"""The stages of a request of which the end is not known."""
SOUGHT = (Stage.ASSESSED, Stage.MATCHED, Stage.IN_DELIVERY)
"""The stages at which providers are welcome."""

WHEN: Mapping[str, Sequence[Stage]] = {
    "revise": (Stage.RAISED, Stage.RETURNED),
    "return": (Stage.RAISED,),
    "raise-again": (Stage.RETURNED,),
    "assess": (Stage.RAISED,),
    "invite-provider": SOUGHT,
    "withdraw-invitation": SOUGHT,
    "decline-invitation": SOUGHT,
    "make-offer": SOUGHT,
    "withdraw-offer": SOUGHT,
    "decline-offer": SOUGHT,
    "accept-offer": SOUGHT,
    "start-delivery": SOUGHT,
    "report-delivery": SOUGHT,
    "complete": (Stage.IN_DELIVERY,),
    "close-unmet": OPEN,
    "withdraw": (Stage.RAISED, Stage.RETURNED, Stage.ASSESSED, Stage.MATCHED),
}
"""At which stages of a request each step can be taken."""
