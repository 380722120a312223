"""By what else, beside the account, somebody may be known to the private tables."""

from uuid import UUID

from domain.catalogue.practices import Practice
from knowledge.private.belongings import Whose
from knowledge.wiring import Knowledge


def whose(knowledge: Knowledge, account: UUID) -> Whose:
    """Tell by what rows of a person are recognised: by name and address, and by the practices they wrote."""
    person = knowledge.people.find(account)
    written = [row.practice for row in knowledge.library.written_by(account)]
    named = (knowledge.platform.find(Practice, UUID(practice)).focal_point for practice in written)
    return Whose(
        account,
        name=person.name,
        addresses=frozenset(address for address in (person.email, knowledge.addresses.find(account)) if address),
        practices=frozenset(written),
        focal_points=frozenset(str(focal_point) for focal_point in named if focal_point),
    )
