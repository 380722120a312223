"""Pledges as a table that spreadsheets open."""

from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.pledges.answers import pledge_answer
from knowledge.representations.tables import cell, table_of
from projections.pledge_book import Standing

COLUMNS = (
    *("number", "form", "pledger", "pledger_type", "partners", "countries", "regions", "is_global"),
    *("language", "title", "description", "kinds", "objectives", "principles", "timeframe", "made"),
    *("progress", "progress_certainty", "progress_date", "matches", "edition", "published_at", "amended_at"),
)


def as_csv(pledges: Iterable[Standing]) -> str:
    """Write pledges as a table, each a row, in English or else the first language that it has."""
    return table_of(COLUMNS, (_row(pledge_answer(one)) for one in pledges))


def _row(pledge: Mapping[str, Any]) -> dict[str, str]:
    language = "en" if "en" in pledge["title"] else next(iter(pledge["title"]))
    progress = pledge["progress"]
    told = {
        **pledge,
        "language": language,
        "title": pledge["title"][language],
        "description": pledge["description"].get(language),
        "made": [date["edtf"] for date in pledge["made"]],
        "progress": progress["one_of"],
        "progress_certainty": progress["certainty"],
        "progress_date": progress["date"]["edtf"] if progress["date"] else None,
    }
    return {name: cell(told[name]) for name in COLUMNS}
