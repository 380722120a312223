"""Practices as a table that spreadsheets open. Its columns are those that `import-practices` reads.

Text comes in UTF-8 with a byte order mark, for without it Excel takes accents for something else; every cell is
quoted, and what would begin a formula has an apostrophe before it. Values of one cell are parted by `|`, which no
code and hardly a name holds.
"""

import csv
import io
from collections.abc import Iterable, Mapping

from domain.catalogue.practice_content import Content, Link
from knowledge.cells import harmless
from knowledge.representations.version import PublicVersion

MARK = "\ufeff"
BETWEEN = " | "
CONTENT = tuple(name for name in Content.__struct_fields__ if name != "files")
COLUMNS = ("id", "slug", "address", "kind", "language", *CONTENT, "edition", "published", "digest")


def as_csv(versions: Iterable[PublicVersion]) -> str:
    """Write versions as a table, each a row."""
    return table_of(COLUMNS, (_row(version) for version in versions))


def table_of(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Write rows of text as a table (RFC 4180)."""
    columns = tuple(columns)
    written = io.StringIO()
    written.write(MARK)
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([harmless(row.get(column, "")) for column in columns] for row in rows)
    return written.getvalue()


def _row(version: PublicVersion) -> dict[str, str]:
    return {
        "id": version.id,
        "slug": version.slug,
        "address": version.address,
        "kind": version.kind,
        "language": version.language,
        **{name: cell(getattr(version.content, name)) for name in CONTENT},
        "edition": str(version.edition),
        "published": version.first_published_at,
        "digest": version.digest,
    }


def cell(value: object) -> str:
    """Write a value of a field as text."""
    if isinstance(value, list):
        return BETWEEN.join(f"{one.url} {one.label}".strip() if isinstance(one, Link) else str(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)
