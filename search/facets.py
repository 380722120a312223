"""What results can be counted and filtered by, and what may be named in a query."""

from domain.catalogue.practice_content import Kind

FACETS = (
    "kind",
    "primary_objective",
    "secondary_objective",
    "principle",
    "sdg",
    "country",
    "region",
    "year",
    "implementer",
    "language",
    "type",
)
"""What results can be counted by."""

PARTS = {"objective": ("primary_objective", "secondary_objective")}
"""Names that stand for several facets at once."""

TOGETHER = {("kind", "practice"): ("practice", *Kind)}
"""Values that stand for several at once."""


def values_meant(name: str, value: str) -> tuple[str, ...]:
    """The values of a facet that one in a filter or a query stands for."""
    return TOGETHER.get((name, value.casefold()), (value,))


def concerns(name: str, facet: str) -> bool:
    """Whether a filter on one name restricts what a facet can be."""
    return name == facet or facet in PARTS.get(name, ()) or name in PARTS.get(facet, ())
