"""What readers see of practices: versions, translations, and what became of them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.catalogue.practice_history import Standing
from domain.catalogue.practices import Practice
from domain.errors import NotFound, Told
from knowledge.answers import Answer
from knowledge.in_work import InWork
from knowledge.parties import party_to
from knowledge.problems import Gone
from knowledge.security import Caller
from knowledge.wiring import Knowledge
from projections.library import READABLE, Page
from projections.projection import FOREVER

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What an id looks like; no slug does, as its last part has eight digits."""
OUTLINE = ("title", "summary", "countries", "regions", "is_global", "primary_objectives", "dates", "implementer")
"""What a list tells of each practice."""


class Published:
    """Shows practices to readers."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read from the views of `knowledge`."""
        self._knowledge = knowledge
        self._library = knowledge.library

    def practices(self, *, kind: str, language: str, after: int | None, limit: int) -> Page:
        """List the rows of what readers can read, the newest first, and where the next page begins."""
        return self._library.readable(kind=kind, language=language, after=after, limit=limit)

    def outline(self, row: Any) -> Answer:
        """Tell of a practice what a list has of it."""
        content = msgspec.json.decode(row.content)
        return {**_listed(row), **{name: content[name] for name in OUTLINE}}

    def whole(self, row: Any) -> Answer:
        """Tell of a practice in a list all that it says."""
        return {**_listed(row), "content": msgspec.json.decode(row.content)}

    def practice(self, slug: str, *, position: int = FOREVER) -> Answer:
        """Show the version that was the last one published at a position of the log.

        Raises:
            NotFound: readers did not know a practice by this address.
            Gone: it was taken from them by then, or has been since.
        """
        row, then = self._standing(slug, position)
        version: Any = self._library.version(row.practice, then.edition)
        renderings = self._renderings(row, then, position)
        return {
            **_known(row),
            "standing": then.standing,
            "standing_since": then.since,
            "standing_reason": then.reason or None,
            "first_published_at": row.first_published_at,
            "position": max(then.position, *(rendered.position for rendered in renderings), 0),
            **_version(version),
            "content": msgspec.json.decode(version.content),
            "translations": [_language(rendered, then) for rendered in renderings],
        }

    def versions(self, slug: str, *, position: int = FOREVER) -> list[Answer]:
        """List the versions that readers may see and had been published by a position, the last first."""
        row, then = self._standing(slug, position)
        return [
            _version(version)
            for version in self._library.versions(row.practice)
            if version.position <= position and version.edition > _withheld(row, then)
        ]

    def version(self, slug: str, edition: int) -> Answer:
        """Show one version.

        Raises:
            NotFound: there is none.
            Gone: it was taken from readers.
        """
        row = self.find(slug)
        version = self._library.version(row.practice, edition)
        if version is None:
            raise NotFound(Told("Of {slug!r} no version {edition} was published.", slug=slug, edition=edition))
        if edition <= row.withheld:
            raise _withdrawn(edition)
        return {**_known(row), **_version(version), "content": msgspec.json.decode(version.content)}

    def translations(self, slug: str, *, position: int = FOREVER) -> list[Answer]:
        """List the last rendering in each language that readers may see, as of a position."""
        row, then = self._standing(slug, position)
        return [
            {**_language(rendered, then), "texts": msgspec.json.decode(rendered.texts)}
            for rendered in self._renderings(row, then, position)
        ]

    def history(self, slug: str, caller: Caller, *, position: int = FOREVER) -> list[Answer]:
        """List what had happened to a practice: what concerns readers, and to those who take part what they may see.

        Args:
            slug: or the id of the practice, by which one that was never published is asked for.
            caller: who asks.
            position: of the log; nothing recorded later is told.

        Raises:
            NotFound: there is none, or the caller neither takes part in it nor can read it.
            Gone: it was taken from readers.
        """
        row = self._row(slug)
        practice = self._knowledge.platform.find(Practice, UUID(row.practice))
        if not party_to(practice, caller).takes_part:
            self._standing(slug, position)
        version = None if position == FOREVER else self._knowledge.trail.version_at(row.practice, position)
        return InWork(self._knowledge, caller).history(practice, until=version)

    def find(self, slug: str) -> Any:
        """Return the row of a practice that readers can read.

        Raises:
            NotFound: readers never knew a practice by this address.
            Gone: it was taken from them.
        """
        row = self._row(slug)
        _refuse_unreadable(row, slug)
        return row

    def _row(self, slug: str) -> Any:
        row = self._library.by_id(UUID(slug)) if ID.fullmatch(slug) else self._library.find(slug)
        if row is None:
            raise _not_found(slug)
        return row

    def _standing(self, slug: str, position: int) -> tuple[Any, Any]:
        """Return the row of a practice that readers can read now, and what they saw of it at a position."""
        row = self.find(slug)
        then = self._library.standing_at(row.practice, position)
        if then is None:
            raise _not_found(slug)
        if then.standing == Standing.UNPUBLISHED:
            raise _gone(then.since, then.reason)
        if then.edition <= row.withheld:
            raise _withdrawn(then.edition)
        return row, then

    def _renderings(self, row: Any, then: Any, position: int) -> Sequence[Any]:
        found = self._library.translations(row.practice, position=position)
        return [rendered for rendered in found if rendered.edition > _withheld(row, then)]


def _refuse_unreadable(row: Any, slug: str) -> None:
    if row.standing == Standing.UNPUBLISHED:
        raise _gone(row.standing_since, row.standing_reason)
    if row.standing not in READABLE:
        raise _not_found(slug)


def _not_found(slug: str) -> NotFound:
    return NotFound(Told("There is no practice {slug!r}.", slug=slug))


def _gone(since: str, reason: str) -> Gone:
    return Gone(
        Told("It was taken from readers on {date}: {reason}", date=datetime.fromisoformat(since).date(), reason=reason)
    )


def _withdrawn(edition: int) -> Gone:
    return Gone(Told("Version {edition} was taken from readers.", edition=edition))


def _withheld(row: Any, then: Any) -> int:
    """Return the last version that is hidden now or was hidden then."""
    return max(int(row.withheld), int(then.withheld))


def _language(rendered: Any, then: Any) -> Answer:
    return {
        "language": rendered.language,
        "edition": rendered.edition,
        "is_stale": rendered.edition != then.edition,
        "translated_at": rendered.translated_at,
    }


def _known(row: Any) -> Answer:
    return {"id": row.practice, "slug": row.slug, "kind": row.practice_kind, "language": row.language}


def _version(version: Any) -> Answer:
    return {
        "edition": version.edition,
        "title": version.title,
        "digest": version.digest,
        "published_at": version.published_at,
        "correction": version.reason or None,
    }


def _listed(row: Any) -> Answer:
    return {
        **_known(row),
        "edition": row.edition,
        "standing": row.standing,
        "first_published_at": row.first_published_at,
        "published_at": row.published_at,
        "digest": row.digest,
    }
