"""Answers which practices there are: for readers, for their authors and reviewers, for curators."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, tuple_

from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.reviews import Reviewer
from projections.practices import Practices, reviewer_from
from projections.projection import FOREVER
from projections.reader import Reader

Page = tuple[Sequence[Row[Any]], Any]
"""The rows of a page, and where the next one goes on if there is one."""
READABLE = (Standing.PUBLIC, Standing.ARCHIVED)
WAITING = (Stage.SUBMITTED, Stage.IN_REVIEW, Stage.ACCEPTED)
"""The stages at which a curator has something to do."""


class Library:
    """Looks practices up."""

    def __init__(self, reader: Reader, practices: Practices) -> None:
        """Read from the tables of `practices` with `reader`."""
        self._reader = reader
        self._practices = practices.practices
        self._versions = practices.versions
        self._translations = practices.translations
        self._standings = practices.standings
        self._reviewers = practices.reviewers

    def find(self, slug: str) -> Row[Any] | None:
        """Return the practice that readers know, or knew, by this address."""
        kept = self._practices.c
        return self._first(select(self._practices).where(kept.slug == slug, kept.slug != "").order_by(kept.begun))

    def by_id(self, practice: UUID) -> Row[Any] | None:
        """Return the practice with this id, whether or not it has readers."""
        return self._first(select(self._practices).where(self._practices.c.practice == str(practice)))

    def readable(self, *, kind: str = "", language: str = "", after: int | None = None, limit: int = 50) -> Page:
        """List what readers can read, each with its last version, what came first to readers last.

        Args:
            kind: only good practices, initiatives or lessons learned.
            language: only those written in it (BCP 47).
            after: `first_published` of the one that the page before ended with.
            limit: how many at most.
        """
        kept, version = self._practices.c, self._versions.c
        query = (
            select(self._practices, version.content, version.digest)
            .join(self._versions, and_(version.practice == kept.practice, version.edition == kept.edition))
            .where(kept.standing.in_(READABLE))
            .order_by(kept.first_published.desc())
        )
        if kind:
            query = query.where(kept.practice_kind == kind)
        if language:
            query = query.where(kept.language == language)
        if after is not None:
            query = query.where(kept.first_published < after)
        return self._page(query, limit, lambda row: row.first_published)

    def of_author(self, author: UUID, stages: Collection[Stage], *, after: int | None = None, limit: int = 50) -> Page:
        """List what somebody writes at some stages, what was begun last first; `after` is its `begun`."""
        kept = self._practices.c
        query = (
            select(self._practices)
            .where(kept.author == str(author), kept.stage.in_(stages))
            .order_by(kept.begun.desc())
        )
        if after is not None:
            query = query.where(kept.begun < after)
        return self._page(query, limit, lambda row: row.begun)

    def written_by(self, author: UUID) -> Sequence[Row[Any]]:
        """List everything that somebody has begun, what was begun first first."""
        kept = self._practices.c
        return self._all(select(self._practices).where(kept.author == str(author)).order_by(kept.begun))

    def untouched(self, since: str) -> Sequence[Row[Any]]:
        """List drafts that were never handed in and not revised since a time (RFC 3339 UTC), the oldest first."""
        kept = self._practices.c
        never = (kept.stage == Stage.DRAFT, kept.submitted_at == "", kept.edition == 0)
        query = select(self._practices).where(*never, kept.updated_at < since)
        return self._all(query.order_by(kept.updated_at, kept.practice))

    def of_reviewer(self, account: UUID, *, after: tuple[str, str] | None = None, limit: int = 50) -> Page:
        """List what somebody was asked to review and neither declined nor was recused from, last asked first.

        Args:
            account: of the reviewer.
            after: `invited_at` and `practice` of the one that the page before ended with.
            limit: how many at most.
        """
        kept, reviewer = self._practices.c, self._reviewers.c
        query = (
            select(self._practices, *(column for column in reviewer if column.name not in kept))
            .add_columns(reviewer.organization.label("reviewer_organization"))
            .join(self._reviewers, and_(reviewer.practice == kept.practice, reviewer.work == kept.work))
            .where(reviewer.account == str(account), ~reviewer.is_recused, reviewer.accepted.is_not(False))
            .order_by(reviewer.invited_at.desc(), kept.practice.desc())
        )
        if after:
            query = query.where(tuple_(reviewer.invited_at, kept.practice) < after)
        return self._page(query, limit, lambda row: (row.invited_at, row.practice))

    def waiting(
        self, stages: Collection[Stage] = WAITING, *, after: tuple[str, str] | None = None, limit: int = 50
    ) -> Page:
        """List what waits for a curator, what has stood where it is for longest first.

        Args:
            stages: only those at these.
            after: `stage_since` and `practice` of the one that the page before ended with.
            limit: how many at most.
        """
        kept = self._practices.c
        query = select(self._practices).where(kept.stage.in_(stages)).order_by(kept.stage_since, kept.practice)
        if after:
            query = query.where(tuple_(kept.stage_since, kept.practice) > after)
        return self._page(query, limit, lambda row: (row.stage_since, row.practice))

    def reviewers_of(self, practices: Sequence[str]) -> Mapping[str, list[Reviewer]]:
        """Map practices to the reviewers of the version in work."""
        kept, reviewer = self._practices.c, self._reviewers.c
        query = (
            select(self._reviewers)
            .join(self._practices, and_(kept.practice == reviewer.practice, kept.work == reviewer.work))
            .where(reviewer.practice.in_(practices))
            .order_by(reviewer.invited_at, reviewer.account)
        )
        found: dict[str, list[Reviewer]] = {practice: [] for practice in practices}
        for row in self._all(query):
            found[row.practice].append(reviewer_from(row._mapping))  # noqa: SLF001 - public by its documentation
        return found

    def versions(self, practice: str) -> Sequence[Row[Any]]:
        """List every version that was published, the last first."""
        version = self._versions.c
        return self._all(select(self._versions).where(version.practice == practice).order_by(version.edition.desc()))

    def version(self, practice: str, edition: int) -> Row[Any] | None:
        """Return one version."""
        version = self._versions.c
        return self._first(select(self._versions).where(version.practice == practice, version.edition == edition))

    def translations(self, practice: str, *, position: int = FOREVER) -> Sequence[Row[Any]]:
        """List the last rendering in each language by a position of the log, in the order of their codes."""
        rendered = self._translations.c
        last = (
            select(func.max(rendered.position))
            .where(rendered.practice == practice, rendered.position <= position)
            .group_by(rendered.language)
        )
        query = (
            select(self._translations)
            .where(rendered.practice == practice, rendered.position.in_(last))
            .order_by(rendered.language)
        )
        return self._all(query)

    def standing_at(self, practice: str, position: int) -> Row[Any] | None:
        """Return what readers saw of a practice at a position of the log: its standing, and of which edition."""
        standing = self._standings.c
        return self._first(
            select(self._standings)
            .where(standing.practice == practice, standing.position <= position)
            .order_by(standing.position.desc())
        )

    def _page(self, query: Select[Any], limit: int, place: Any) -> Page:
        rows = self._all(query.limit(limit + 1))
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], place(rows[limit - 1])

    def _first(self, query: Select[Any]) -> Row[Any] | None:
        with self._reader.connect() as connection:
            return connection.execute(query.limit(1)).first()

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._reader.connect() as connection:
            return connection.execute(query).all()
