"""The roster of experts: joined and left at will, and read by those who look for help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.accounts import Account
from domain.commitments.expert_listings import ExpertListing, NotListed
from domain.documents import check_language
from domain.entries import moment
from domain.errors import InvalidField, NotFound, Told
from domain.facts import check_plain
from domain.vocabulary import find_country, find_objective, find_support_kind
from knowledge.answers import Answer
from knowledge.private.expertise import Expertise, Listed
from knowledge.private.people import NOBODY
from knowledge.wiring import Knowledge

FIND = "expert-listing:find"
"""Who may read the roster."""
LONGEST_STATEMENT = 1_000
CODED = {
    "objectives": find_objective,
    "support_kinds": find_support_kind,
    "languages": check_language,
    "countries": find_country,
}


@dataclass(frozen=True)
class Sought:
    """Whom somebody looks for; empty means any."""

    objective: str = ""
    support_kind: str = ""
    language: str = ""
    country: str = ""

    def takes(self, says: Expertise) -> bool:
        """Tell whether somebody fits."""
        return (
            (not self.objective or self.objective in says.objectives)
            and (not self.support_kind or self.support_kind in says.support_kinds)
            and (not self.language or self.language in says.languages)
            and (not self.country or self.country in says.countries)
        )


class RosterOfExperts:
    """Who is listed, as a party and as a reader see it."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Keep the roster of `knowledge`."""
        self._knowledge = knowledge
        self._platform = knowledge.platform

    def join(self, account: UUID, given: Mapping[str, Any]) -> None:
        """List somebody who agrees, or let them say something else of themselves.

        Args:
            account: theirs.
            given: `agrees`, and the fields of `Expertise`.

        Raises:
            InvalidField: they do not agree, or something they say cannot be kept.
        """
        says = _expertise(given)
        before = self._knowledge.roster.find(account)
        if not self._is_agreed(account):
            self._agree(account)
        now = moment(datetime.now(tz=UTC))
        self._knowledge.roster.keep(account, says, since=before.since if before else now)

    def leave(self, account: UUID) -> None:
        """Take somebody off, with all they said; they can join again.

        Raises:
            NotListed: they are not on it.
        """
        if not self._is_agreed(account):
            raise NotListed
        # First, so that nobody is shown who may have left.
        self._knowledge.roster.forget(account)
        with self._platform.change(ExpertListing, ExpertListing.id_of(str(account))) as listing:
            listing.leave(by=account)

    def mine(self, account: UUID) -> Answer | None:
        """Tell somebody what they said; None where they are not listed."""
        found = self._knowledge.roster.find(account)
        return self._told([found])[0] if found else None

    def find(self, sought: Sought) -> list[Answer]:
        """List who fits, who joined last coming first."""
        return self._told([one for one in self._knowledge.roster.everybody() if sought.takes(one.says)])

    def one(self, account: UUID) -> Answer:
        """Tell of one expert.

        Raises:
            NotFound: nobody is listed under this id.
        """
        found = self._knowledge.roster.find(account)
        told = self._told([found]) if found else []
        if not told:
            raise NotFound(Told("No expert {account} is on the roster.", account=account))
        return told[0]

    def _told(self, listed: Sequence[Listed]) -> list[Answer]:
        people = self._knowledge.people.by_account([one.account for one in listed])
        return [
            {
                "id": str(one.account),
                **{name: getattr(people.get(one.account, NOBODY), name) for name in ("name", "organization")},
                "affiliation": people.get(one.account, NOBODY).affiliation,
                **{name: list(getattr(one.says, name)) for name in CODED},
                "statement": one.says.statement,
                "since": one.since,
            }
            for one in listed
            if self._is_active(one.account)
        ]

    def _is_active(self, account: UUID) -> bool:
        return self._platform.has(Account, account) and self._platform.find(Account, account).is_active

    def _is_agreed(self, account: UUID) -> bool:
        id = ExpertListing.id_of(str(account))
        return self._platform.has(ExpertListing, id) and self._platform.find(ExpertListing, id).is_listed

    def _agree(self, account: UUID) -> None:
        id = ExpertListing.id_of(str(account))
        if not self._platform.has(ExpertListing, id):
            self._platform.record(ExpertListing.register(account))
            return
        with self._platform.change(ExpertListing, id) as listing:
            listing.rejoin(by=account)


def _expertise(given: Mapping[str, Any]) -> Expertise:
    if not given["agrees"]:
        raise InvalidField("Nobody is listed who does not agree to it.", field="agrees")
    for name, find in CODED.items():
        for place, code in enumerate(given[name]):
            try:
                find(code)
            except InvalidField as error:
                error.field = f"{name}/{place}"
                raise
    if not given["objectives"] and not given["support_kinds"]:
        raise InvalidField("Name one objective or kind of support at least.", field="objectives")
    if not given["languages"]:
        raise InvalidField("Name one language at least.", field="languages")
    statement = given["statement"].strip()
    if len(statement) > LONGEST_STATEMENT:
        raise InvalidField(
            Told("It is longer than {longest} characters.", longest=LONGEST_STATEMENT), field="statement"
        )
    check_plain(statement, field="statement")
    return Expertise(**{name: tuple(dict.fromkeys(given[name])) for name in CODED}, statement=statement)
