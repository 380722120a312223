"""Brings the facts of a bulletin file into the log: all of it or nothing, and once."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from domain.application import Platform
from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.catalogue.support_kinds import AlreadyListed, SupportKind
from domain.claims import NothingNew, Source
from domain.dates import When
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.errors import InvalidField, Refusal, RuleBroken
from domain.kernel import KnowledgeAggregate, identity
from domain.milestones import MilestoneAggregate
from knowledge.bulletin_file import BadRecord, BulletinFile, Entry
from knowledge.printed_figures import PrintedFigures, day_of

Facts = Mapping[str, Any]
A = TypeVar("A", bound=KnowledgeAggregate)


class RegisteredOtherwise(RuleBroken):
    """It is registered already, but described differently."""


class StandsTwice(RuleBroken):
    """The same record stands twice in the file."""


@dataclass
class Report:
    """What an import did, or would do: how many records of each part are new, how many were there.

    Nothing is recorded if `bad` has entries; `warnings` are worth a look and stop nothing.
    """

    recorded: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    bad: list[BadRecord] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Import:
    """One import of one file.

    Records are prepared in memory, by the commands that anybody's records pass, and then appended
    in one commit.
    """

    def __init__(self, platform: Platform, *, by: UUID) -> None:
        """Import into `platform` in the name of the account `by`."""
        self._platform = platform
        self._by = by
        self._touched: dict[UUID, KnowledgeAggregate] = {}
        self._document = UUID(int=0)
        self._projects: dict[str, str] = {}
        self._seen: set[tuple[str, ...]] = set()
        self._figures = PrintedFigures()
        self._report = Report()

    def run(
        self,
        file: BulletinFile,
        *,
        is_rehearsal: bool = False,
        on_record: Callable[[], object] = lambda: None,
    ) -> Report:
        """Record what the file says and the log does not.

        Args:
            file: as read.
            is_rehearsal: report what would happen, and record nothing.
            on_record: called for each record of the file that has been looked at.

        Raises:
            ChangedMeanwhile: somebody recorded something about the same at the same time.
        """
        steps: Mapping[str, Callable[[Facts], bool]] = {
            "document": self._document_from,
            "projects": self._project_from,
            "milestones": self._milestone_from,
            "observations": self._observation_from,
            "activities": self._activity_from,
            "working_groups": self._group_from,
            "support_kinds": self._support_kind_from,
        }
        self._report.bad += file.bad
        for entry in (file.document, *file.entries):
            if entry.facts:
                self._prepare(entry, steps[entry.section])
            on_record()
        self._report.bad.sort(key=lambda record: record.line)
        self._report.warnings += self._figures.doubts(file.counts)
        self._state(file.counts)
        if not self._report.bad and not is_rehearsal:
            self._platform.record(*self._touched.values())
        return self._report

    def _prepare(self, entry: Entry, step: Callable[[Facts], bool]) -> None:
        try:
            is_new = step(entry.facts)
        except InvalidField as refusal:
            self._report.bad.append(BadRecord(entry.line, entry.section, refusal.field, refusal.detail))
        except Refusal as refusal:
            self._report.bad.append(BadRecord(entry.line, entry.section, "", str(refusal)))
        else:
            (self._report.recorded if is_new else self._report.unchanged)[entry.section] += 1

    def _document_from(self, facts: Facts) -> bool:
        if facts["language"] not in facts["title"]:
            raise InvalidField(
                f"There is no title in {facts['language']!r}, the document's own language.",
                field="title",
            )
        self._document = SourceDocument.id_of(facts["id"])
        return self._describe(
            SourceDocument.register(
                by=self._by,
                slug=facts["id"],
                title=facts["title"][facts["language"]],
                publisher=facts.get("publisher") or "",
                published=facts["published"],
                language=facts["language"],
                url=facts.get("url") or "",
                sha256=facts.get("sha256") or "",
            )
        )

    def _project_from(self, facts: Facts) -> bool:
        self._once("project", facts["slug"])
        code = facts["number"] or facts["slug"]
        self._projects[facts["slug"]] = code
        described = {
            name: facts[name] for name in ("title", "countries", "lead", "participating", "components", "purpose")
        }
        return self._describe(Project.register(code=code, by=self._by, facts=described))

    def _milestone_from(self, facts: Facts) -> bool:
        record = self._record_named(facts)
        self._once(str(record.id), facts["milestone"])
        is_new = self._say(
            lambda: record.record_milestone(
                facts["milestone"],
                occurred=facts["occurred"],
                source=self._source(facts),
                by=self._by,
            )
        )
        self._figures.note_milestone(record, facts["milestone"])
        return is_new

    def _observation_from(self, facts: Facts) -> bool:
        record = self._record_named(facts)
        self._once(str(record.id), "observed", facts["track"])
        is_new = self._say(
            lambda: record.observe_status(
                facts["track"],
                one_of=facts["one_of"],
                occurred=_at(facts, "observed"),
                source=self._source(facts),
                by=self._by,
            )
        )
        self._figures.note_observation(facts["track"], facts["one_of"])
        return is_new

    def _activity_from(self, facts: Facts) -> bool:
        self._once("activity", facts["slug"])
        described = {
            name: facts[name]
            for name in (
                "network",
                "title",
                "summary",
                "support_kinds",
                "objectives",
                "counterparts",
                "tags_inferred",
            )
        }
        made = SupportActivity.register(
            id=identity(SupportActivity.kind, f"{self._document}/{facts['slug']}"),
            by=self._by,
            facts=described,
        )
        return self._describe_and_date(made, "carried-out", facts)

    def _group_from(self, facts: Facts) -> bool:
        self._once("group", facts["code"])
        made = WorkingGroup.register(code=facts["code"], type=facts["type"], names=facts["names"], by=self._by)
        return self._describe_and_date(made, "established", facts)

    def _support_kind_from(self, facts: Facts) -> bool:
        self._once("support kind", facts["code"])
        kind = self._begun(SupportKind.register(code=facts["code"], by=self._by))
        try:
            kind.list_in(self._source(facts), by=self._by)
        except AlreadyListed:
            return False
        return True

    def _describe_and_date(self, made: MilestoneAggregate, milestone: str, facts: Facts) -> bool:
        is_new = self._describe(made)
        record = self._touched[made.id]
        if not isinstance(record, MilestoneAggregate):
            raise RegisteredOtherwise
        is_said = self._say(
            lambda: record.record_milestone(
                milestone, occurred=facts["occurred"], source=self._source(facts), by=self._by
            )
        )
        return is_new or is_said

    def _describe(self, made: KnowledgeAggregate) -> bool:
        """Register it, unless it is; tell whether it is new."""
        found = self._begun(made)
        if found is made:
            return True
        if _described(found) != _described(made):
            raise RegisteredOtherwise(
                f"The {made.kind} is registered already, but described differently: {_differences(found, made)}."
            )
        return False

    def _begun(self, made: A) -> A:
        """Return the record as the log has it, or `made` where it has none."""
        found = self._touched.get(made.id)
        if found is None and self._platform.has(type(made), made.id):
            found = self._platform.find(type(made), made.id)
        found = found or made
        if not isinstance(found, type(made)):
            raise RegisteredOtherwise
        self._touched[made.id] = found
        return found

    def _say(self, command: Callable[[], None]) -> bool:
        try:
            command()
        except NothingNew:
            return False
        return True

    def _once(self, *names: str) -> None:
        if names in self._seen:
            raise StandsTwice
        self._seen.add(names)

    def _source(self, facts: Facts) -> Source:
        return Source(self._document, locator=facts["locator"])

    def _state(self, printed: Mapping[str, int]) -> None:
        """Record the figures that the document prints, where it says of which day they are true."""
        document = self._touched.get(self._document)
        if isinstance(document, SourceDocument) and (day := day_of(document)):
            for name, figure in printed.items():
                state = partial(document.state_figure, name, figure, valid_at=day, by=self._by)
                is_new = self._say(state)
                (self._report.recorded if is_new else self._report.unchanged)["figures"] += 1

    def _record_named(self, facts: Facts) -> MilestoneAggregate:
        if facts["aggregate"] == Project.kind:
            return self._project_named(facts.get("project"))
        if "country" not in facts:
            raise InvalidField("Say which country.", field="country")
        if facts["aggregate"] == ChampionCountry.kind:
            return self._begun(ChampionCountry.register(country=facts["country"], by=self._by))
        return self._begun(NationalNetwork.register(country=facts["country"], by=self._by))

    def _project_named(self, slug: str | None) -> Project:
        found = self._touched.get(Project.id_of(self._projects.get(slug or "", "")))
        if not isinstance(found, Project):
            raise InvalidField(f"{slug!r} is no entry of `projects`.", field="project")
        return found


def _described(record: KnowledgeAggregate) -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(record).items()
        if not name.startswith("_") and name not in {"claims", "figures"}
    }


def _differences(found: KnowledgeAggregate, made: KnowledgeAggregate) -> str:
    before, now = _described(found), _described(made)
    return "; ".join(f"{name} is {before[name]!r}, not {now[name]!r}" for name in now if before[name] != now[name])


def _at(facts: Facts, name: str) -> str:
    try:
        return When.parse_past(facts[name]).edtf
    except InvalidField as error:
        error.field = name
        raise
