"""Brings a calendar into the log: reviews, forums and working groups with their milestones and sources, once."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from domain.application import Platform
from domain.claims import Source
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.milestones import MilestoneAggregate

Facts = Mapping[str, Any]
TOLD_APART = frozenset({"milestones"})
"""What a record has in the file besides what it is registered with."""


def record_calendar(platform: Platform, path: Path, *, by: UUID) -> None:
    """Record what a calendar says, unless its documents are registered already.

    Args:
        platform: whose log it is.
        path: of the file.
        by: the account in whose name.

    Raises:
        InvalidField: something in it cannot be recorded.
        NotFound: it tells of a working group that is not registered.
        ChangedMeanwhile: somebody recorded the same at the same time.
    """
    calendar = yaml.safe_load(path.read_text("utf-8"))
    documents = [SourceDocument.register(slug=slug, by=by, **facts) for slug, facts in calendar["documents"].items()]
    if any(platform.has(SourceDocument, document.id) for document in documents):
        return
    records = [_with_milestones(record, facts, by) for record, facts in _records(platform, calendar, by)]
    platform.record(*documents, *records)


def _records(platform: Platform, calendar: Facts, by: UUID) -> Iterator[tuple[MilestoneAggregate, Facts]]:
    """Begin, or find, each record that the calendar tells of."""
    makers: Mapping[str, Callable[[Facts], MilestoneAggregate]] = {
        "working_groups": lambda facts: WorkingGroup.register(by=by, **facts),
        "groups_of_2021": lambda facts: platform.find(WorkingGroup, WorkingGroup.id_of(facts["code"])),
        "regional_reviews": lambda facts: RegionalReview.register(by=by, facts=facts),
        "review_forums": lambda facts: ReviewForum.register(by=by, facts=facts),
    }
    for section, make in makers.items():
        for entry in calendar[section]:
            yield make({name: value for name, value in entry.items() if name not in TOLD_APART}), entry


def _with_milestones(record: MilestoneAggregate, entry: Facts, by: UUID) -> MilestoneAggregate:
    for told in entry["milestones"]:
        record.record_milestone(
            told["milestone"],
            occurred=told["occurred"],
            source=Source(SourceDocument.id_of(told["document"]), locator=told["locator"]),
            by=by,
            facts=told.get("details"),
        )
    return record
