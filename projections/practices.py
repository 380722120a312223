"""Practices: where each stands on its way to readers, and every version, translation and standing it had."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Connection, Index, Integer, Table, Text

from domain.catalogue.practice_history import PracticeHistory
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import Reviewer
from domain.entries import Entry
from projections.bulk import insert_rows, matching_rows, replace_rows
from projections.projection import Projection, as_json

LIVED = (
    "practice_kind",
    "language",
    "organization",
    "stage",
    "stage_if_withdrawn",
    "stage_if_declined",
    "standing",
    "standing_if_restored",
    "withheld",
    "withheld_if_restored",
    "edition",
    "slug",
    "round",
    "waived_in",
)
"""What a practice is by its own events, column by column."""
ON_STANDING = (
    PracticeHistory.Published,
    PracticeHistory.Archived,
    PracticeHistory.Unpublished,
    PracticeHistory.Restored,
)
"""The events that decide what readers see."""
ON_REVIEWERS = (
    PracticeHistory.ReviewerInvited,
    PracticeHistory.InvitationAnswered,
    PracticeHistory.InterestsDeclared,
    PracticeHistory.ReviewerRecused,
    PracticeHistory.ReviewFiled,
)
"""The events that tell of one reviewer."""
OF_PRACTICES = (PracticeHistory.Event, PracticeHistory.Registered)


class Practices(Projection):
    """One row for each practice, and the rows that hang on it.

    `work` counts the versions begun: reviewers belong to one of them. `begun`, `first_published` and
    `shown_since` (the last change that readers see) are positions of the log, like `position` of a
    version, a translation and a standing, so that each can be asked for as of any position.
    """

    name = "practices"
    edition = 1

    def define(self) -> None:
        self.practices = self._table(
            "practices",
            Column("practice", Text, primary_key=True),
            *_texts(
                *("author", "practice_kind", "language", "organization", "title", "public_title", "slug"),
                *("stage", "stage_if_withdrawn", "stage_if_declined", "standing", "standing_if_restored"),
                *("standing_reason", "standing_since", "stage_since", "begun_at", "updated_at", "submitted_at"),
                *("first_published_at", "published_at"),
            ),
            *_numbers("withheld", "withheld_if_restored", "edition", "round", "waived_in", "work", "version"),
            *_positions("begun", "first_published", "shown_since"),
            Index(None, "slug"),
            Index(None, "author", "begun"),
            Index(None, "stage", "stage_since", "practice"),
            Index(None, "first_published"),
        )
        self.versions = self._table(
            "practice_versions",
            *_key("edition"),
            *_texts(*("slug", "practice_kind", "language", "title", "content", "digest", "reason"), "published_at"),
            *_positions("position"),
        )
        self.translations = self._table(
            "practice_translations",
            *_key("position", BigInteger),
            *_texts("language", "texts", "translated_at"),
            *_numbers("edition"),
        )
        self.standings = self._table(
            "practice_standings",
            *_key("position", BigInteger),
            *_texts("standing", "reason", "since"),
            *_numbers("edition", "withheld"),
        )
        self.reviewers = self._table(
            "practice_reviewers",
            *_key("work"),
            Column("account", Text, primary_key=True),
            *_texts("affiliation", "organization", "rounds", "invited_at"),
            *(Column(name, Boolean(create_constraint=False)) for name in ("accepted", "has_conflict")),
            *(
                Column(name, Boolean(create_constraint=False), nullable=False)
                for name in ("is_tie_breaker", "is_recused")
            ),
            Index(None, "account"),
        )

    def take_in(self, connection: Connection, entries: Sequence[Entry]) -> None:
        ours = [entry for entry in entries if isinstance(entry.event, OF_PRACTICES)]
        lives = self._lives(connection, {entry.record for entry in ours})
        for entry in ours:
            if isinstance(entry.event, PracticeHistory.Registered):
                lives[entry.record] = _begun(entry)
            else:
                lives[entry.record].go_on(entry)
        found = lives.values()
        replace_rows(connection, self.practices, [life.row() for life in found])
        replace_rows(connection, self.reviewers, [row for life in found for row in life.changed_reviewers])
        insert_rows(connection, self.versions, [row for life in found for row in life.versions])
        insert_rows(connection, self.translations, [row for life in found for row in life.translations])
        insert_rows(connection, self.standings, [row for life in found for row in life.standings])

    def _lives(self, connection: Connection, ids: Iterable[str]) -> dict[str, "_Life"]:
        rows = matching_rows(connection, self.practices, [{"practice": id} for id in ids])
        works = [{"practice": row["practice"], "work": row["work"]} for row in rows]
        reviewers: dict[str, list[dict[str, Any]]] = {row["practice"]: [] for row in rows}
        for reviewer in matching_rows(connection, self.reviewers, works):
            reviewers[reviewer["practice"]].append(reviewer)
        return {row["practice"]: _revived(row, reviewers[row["practice"]]) for row in rows}

    def _table(self, name: str, *columns: Column[Any] | Index) -> Table:
        return Table(f"{name}{self.suffix}", self.metadata, *columns)


@dataclass
class _Life:
    """A practice while a batch of its events is taken in: the domain's own events say what it becomes."""

    practice: Practice
    noted: dict[str, Any]
    reviewers: dict[tuple[int, UUID], dict[str, Any]] = field(default_factory=dict)
    touched: set[tuple[int, UUID]] = field(default_factory=set)
    versions: list[dict[str, Any]] = field(default_factory=list)
    translations: list[dict[str, Any]] = field(default_factory=list)
    standings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changed_reviewers(self) -> list[dict[str, Any]]:
        """The rows of the reviewers of whom this batch tells."""
        return [self.reviewers[key] for key in sorted(self.touched)]

    def go_on(self, entry: Entry) -> None:
        """Live through one more event."""
        event, at = entry.event, entry.recorded_at
        stage = self.practice.stage
        event.apply(self.practice)
        self.noted.update(version=entry.version, updated_at=at)
        if self.practice.stage != stage:
            self.noted["stage_since"] = at
        if event.public:
            self.noted["shown_since"] = entry.position
        if isinstance(event, ON_STANDING):
            self._note_standing(entry)
        match event:
            case PracticeHistory.Submitted():
                self.noted["submitted_at"] = at
            case PracticeHistory.VersionStarted():
                self.noted["work"] += 1
            case PracticeHistory.Published():
                self._note_version(entry)
            case PracticeHistory.Translated():
                self.translations.append(_translation(entry))
        if isinstance(event, ON_REVIEWERS):
            self._note_reviewer(entry)

    def row(self) -> dict[str, Any]:
        """Give the row of the practice."""
        lived = {name: getattr(self.practice, name) for name in LIVED}
        titles = {
            "title": self.practice.fields.get("title", ""),
            "public_title": self.practice.released.get("title", ""),
        }
        return {**lived, **titles, "author": str(self.practice.author), **self.noted}

    def _note_standing(self, entry: Entry) -> None:
        reason = getattr(entry.event, "reason", "")
        self.noted.update(standing_reason=reason, standing_since=entry.recorded_at)
        self.standings.append(
            {
                "practice": entry.record,
                "position": entry.position,
                "standing": self.practice.standing,
                "reason": reason,
                "since": entry.recorded_at,
                "edition": self.practice.edition,
                "withheld": self.practice.withheld,
            }
        )

    def _note_version(self, entry: Entry) -> None:
        if not self.noted["first_published"]:
            self.noted.update(first_published=entry.position, first_published_at=entry.recorded_at)
        self.noted["published_at"] = entry.recorded_at
        event = entry.event
        self.versions.append(
            {
                "practice": entry.record,
                "edition": event.edition,
                "slug": event.slug,
                "practice_kind": self.practice.practice_kind,
                "language": self.practice.language,
                "title": event.content.title,
                "content": as_json(event.content),
                "digest": event.digest,
                "reason": getattr(event, "reason", ""),
                "published_at": entry.recorded_at,
                "position": entry.position,
            }
        )

    def _note_reviewer(self, entry: Entry) -> None:
        event = entry.event
        account = event.by if isinstance(event, PracticeHistory.ReviewFiled) else event.reviewer
        key = (self.noted["work"], account)
        reviewer = asdict(self.practice.reviewers[account])
        reviewer["rounds"] = as_json(reviewer["rounds"])
        own = {"practice": entry.record, "work": key[0], "account": str(account)}
        self.reviewers[key] = {"invited_at": entry.recorded_at, **self.reviewers.get(key, {}), **own, **reviewer}
        self.touched.add(key)


def reviewer_from(row: Any) -> Reviewer:
    """Read a reviewer from a row of the views."""
    kept = dict(row)
    facts = {name: kept[name] for name in Reviewer.__dataclass_fields__}
    return Reviewer(**{**facts, "rounds": msgspec.json.decode(kept["rounds"], type=dict[int, str])})


def _begun(entry: Entry) -> _Life:
    at = entry.recorded_at
    noted = {
        "practice": entry.record,
        "begun": entry.position,
        "work": 1,
        "version": entry.version,
        **dict.fromkeys(("begun_at", "updated_at", "stage_since"), at),
        **dict.fromkeys(("submitted_at", "first_published_at", "published_at", "standing_since"), ""),
        "standing_reason": "",
        **dict.fromkeys(("first_published", "shown_since"), 0),
    }
    return _Life(entry.event.mutate(None), noted)


def _revived(row: dict[str, Any], reviewers: Iterable[dict[str, Any]]) -> _Life:
    """Bring back as much of a practice as its events need to go on."""
    practice = Practice.__new__(Practice)
    lived = {name: row[name] for name in LIVED}
    invited = {UUID(one["account"]): reviewer_from(one) for one in reviewers}
    vars(practice).update(
        lived,
        author=UUID(row["author"]),
        fields={"title": row["title"]},
        released={"title": row["public_title"]} if row["edition"] else {},
        reviewers=invited,
        translations={},
    )
    own = {*LIVED, "author", "title", "public_title"}
    noted = {name: value for name, value in row.items() if name not in own}
    return _Life(practice, noted, {(row["work"], UUID(one["account"])): one for one in reviewers})


def _translation(entry: Entry) -> dict[str, Any]:
    return {
        "practice": entry.record,
        "position": entry.position,
        "language": entry.event.language,
        "texts": as_json(entry.event.texts),
        "translated_at": entry.recorded_at,
        "edition": entry.event.edition,
    }


def _key(name: str, kind: type[Integer] = Integer) -> tuple[Column[Any], ...]:
    return Column("practice", Text, primary_key=True), Column(name, kind, primary_key=True, autoincrement=False)


def _texts(*names: str) -> Iterable[Column[Any]]:
    return [Column(name, Text, nullable=False) for name in names]


def _numbers(*names: str) -> Iterable[Column[Any]]:
    return [Column(name, Integer, nullable=False) for name in names]


def _positions(*names: str) -> Iterable[Column[Any]]:
    return [Column(name, BigInteger, nullable=False) for name in names]
