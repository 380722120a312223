"""How many requests for support there are, told so that no single one shows."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from knowledge.answers import Answer
from projections.hub import Figures, Outcome


def public_figures(figures: Figures, *, rounded_to: int) -> Answer:
    """Give the figures that everybody may see, each rounded down to a multiple of `rounded_to`.

    A total is rounded by itself, so the figures of the years cannot be subtracted from it. What is
    nothing after rounding is left out, so that a kind or a year is named by many requests or not at all.
    """
    totals: dict[str, Counter[Outcome]] = {}
    for (kind, _), counted in figures.items():
        totals.setdefault(kind, Counter()).update(counted)
    return {
        "rounded_to": rounded_to,
        "totals": _rows({(kind,): counted for kind, counted in totals.items()}, ("support_kind",), rounded_to),
        "by_year": _rows(figures, ("support_kind", "year"), rounded_to),
    }


def _rows(figures: Mapping[Any, Counter[Outcome]], names: tuple[str, ...], rounded_to: int) -> list[Answer]:
    rows = []
    for key, counted in sorted(figures.items()):
        rounded = {outcome.value: counted[outcome] // rounded_to * rounded_to for outcome in Outcome}
        if any(rounded.values()):
            rows.append({**dict(zip(names, key, strict=True)), **rounded})
    return rows
