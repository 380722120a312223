"""Brings the practices of a file into the log: checked first from end to end, then recorded some hundred at a time."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from domain.application import Platform
from domain.catalogue.practice_content import digest_of
from domain.catalogue.practices import Practice
from domain.errors import InvalidField, NotFound
from knowledge.bulletin_file import BadRecord
from knowledge.import_practices.columns import Columns
from knowledge.import_practices.reading import BadRow, Defaults, Found, RowReader
from knowledge.import_practices.rows import Row, RowsFile

AT_ONCE = 200
"""Practices in one commit."""

Advance = Callable[[int], object]
"""Told how far the work at hand is."""


@dataclass(frozen=True)
class Wanted:
    """How a file is to be imported.

    Attributes:
        by: the account in whose name.
        author: whose drafts they become; None publishes them, as they were where they come from.
        skips_bad: whether the good rows go in without the bad.
        is_rehearsal: whether nothing is recorded.
    """

    by: UUID
    author: UUID | None = None
    skips_bad: bool = False
    is_rehearsal: bool = False


@dataclass
class Outcome:
    """What an import did, or would do.

    `counts` says how many rows were `recorded`, found `unchanged`, found but `different` (and left as they are), or
    are a `duplicate` of another row; `flagged` says what is odd about good rows.
    """

    counts: Counter[str] = field(default_factory=Counter)
    bad: list[BadRecord] = field(default_factory=list)
    flagged: list[BadRecord] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    is_written: bool = False

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return self.counts.total() + len({bad.line for bad in self.bad})


class PracticesImport:
    """One import of one file."""

    def __init__(self, platform: Platform, file: RowsFile, columns: Columns, defaults: Defaults) -> None:
        """Import `file` into `platform`."""
        self._platform = platform
        self._file = file
        self._columns = columns
        self._defaults = defaults
        self._reader = RowReader(columns, defaults)

    def check(self, wanted: Wanted, *, on_progress: Advance = lambda _: None) -> Outcome:
        """Look at every row and record nothing; tell `on_progress` how many bytes were read."""
        outcome = Outcome()
        for found, practice in self._good_rows(wanted, outcome, on_progress):
            outcome.flagged += [
                BadRecord(found.line, found.key, name, remark) for name, remark in found.remarks.items()
            ]
            self._count(found, practice, outcome)
        outcome.ignored = sorted(self._columns.ignored)
        if self._file.is_guessed:
            outcome.flagged.insert(0, BadRecord(1, "the file", "", "It is no Unicode, and was read as Windows-1252."))
        return outcome

    def run(self, wanted: Wanted, outcome: Outcome, *, on_recorded: Advance = lambda _: None) -> None:
        """Record what `check` found new, unless it found bad rows that are not to be skipped.

        What was recorded before a crash is found again, so that a repetition completes it.

        Raises:
            ChangedMeanwhile: somebody imports the same at the same time.
        """
        if wanted.is_rehearsal or not outcome.counts["recorded"] or (outcome.bad and not wanted.skips_bad):
            return
        recorded = 0
        good = self._good_rows(wanted, Outcome())
        for batch in _batches(practice for found, practice in good if self._recorded(found) is None):
            self._platform.record(*batch)
            recorded += len(batch)
            on_recorded(recorded)
        outcome.is_written = True

    def _good_rows(
        self, wanted: Wanted, outcome: Outcome, on_progress: Advance = lambda _: None
    ) -> Iterator[tuple[Found, Practice]]:
        """Give the rows that are good, and no other one in the file, with what becomes of them; note the others."""
        lines: dict[UUID, tuple[int, str]] = {}
        contents: dict[str, int] = {}
        for row in self._file.rows(on_progress):
            try:
                found = self._reader.read(row)
                practice = self._made(found, wanted)
                says = _says(practice)
                _refuse_another(found, says, lines)
            except BadRow as bad:
                outcome.bad.append(BadRecord(row.line, self._key_of(row), bad.field, str(bad)))
                continue
            first = lines[found.id][0] if found.id in lines else contents.get(says, 0)
            if first:
                outcome.counts["duplicate"] += 1
                outcome.flagged.append(BadRecord(found.line, found.key, "", f"It says the same as line {first}."))
                continue
            lines[found.id] = found.line, says
            contents[says] = found.line
            yield found, practice

    def _count(self, found: Found, practice: Practice, outcome: Outcome) -> None:
        there = self._recorded(found)
        if there is None:
            outcome.counts["recorded"] += 1
        elif _says(there) == _says(practice):
            outcome.counts["unchanged"] += 1
        else:
            outcome.counts["different"] += 1
            remark = "It is recorded already, and says something else there; it was left as it is."
            outcome.flagged.append(BadRecord(found.line, found.key, "", remark))

    def _recorded(self, found: Found) -> Practice | None:
        """Return the practice if it is recorded: imported before, or one of ours that was exported."""
        for id in (found.id, _own_id(found.key)):
            if id is not None:
                try:
                    return self._platform.find(Practice, id)
                except NotFound:
                    continue
        return None

    def _made(self, found: Found, wanted: Wanted) -> Practice:
        try:
            return self._make(found, wanted)
        except InvalidField as error:
            raise BadRow(error.field, error.detail) from error

    def _make(self, found: Found, wanted: Wanted) -> Practice:
        practice = Practice.draft(
            id=found.id,
            practice_kind=found.kind,
            language=found.language,
            organization="",
            by=wanted.author or wanted.by,
        )
        if wanted.author:
            found.keep_translations()
        practice.import_from(
            self._defaults.source,
            found.key,
            by=wanted.by,
            url=found.url,
            original=found.original,
            remarks=found.remarks,
        )
        if wanted.author:
            practice.revise(found.fields, by=wanted.author)
            return practice
        practice.publish_imported(found.fields, by=wanted.by)
        for language, texts in found.translations.items():
            practice.translate(language, texts, by=wanted.by)
        return practice

    def _key_of(self, row: Row) -> str:
        cells = self._columns.sort(row.cells).get("key", {})
        return str(next(iter(cells.values()), ""))[:100]


def _batches(practices: Iterator[Practice]) -> Iterator[list[Practice]]:
    batch: list[Practice] = []
    for practice in practices:
        batch.append(practice)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _refuse_another(found: Found, says: str, lines: dict[UUID, tuple[int, str]]) -> None:
    line, other = lines.get(found.id, (0, says))
    if other != says:
        raise BadRow("key", f"Line {line} has the same key, and says something else.")


def _says(practice: Practice) -> str:
    return digest_of(practice.practice_kind, practice.language, practice.content)


def _own_id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
