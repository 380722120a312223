"""What results can be counted and filtered by, and what may be named in a query."""

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
