"""How far the read sides are, and what is done with them: built anew, or given again what they set aside."""

from typing import Any

from domain.errors import NotFound, RuleBroken, Told
from knowledge.wiring import Knowledge
from projections.rebuilds import Rebuild

SEARCH = "search"
"""What the search index is called beside the projections."""


class BeingRebuilt(RuleBroken):
    """It is being rebuilt already, or will be shortly."""


class ReadSides:
    """The projections and the search index."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Look at those of `knowledge`."""
        self._knowledge = knowledge

    def told(self) -> dict[str, Any]:
        """Tell how far each is, what was set aside, and which rebuilds are under way or were the last."""
        position = self._knowledge.platform.position()
        rebuilds = {one.name: one for one in self._knowledge.rebuilds.listed()}
        return {
            "position": position,
            "projections": [
                {
                    "name": one.name,
                    "position": one.position,
                    "lag": max(position - one.position, 0),
                    "moved_at": one.moved_at,
                    "parked": one.parked,
                    "rebuild": _told(rebuilds.get(one.name)),
                }
                for one in self._knowledge.views.progress()
            ],
            "search": {**self._knowledge.search_progress(position), "rebuild": _told(rebuilds.get(SEARCH))},
            "parked": [vars(one) for one in self._knowledge.views.parked()],
        }

    def rebuild(self, name: str) -> None:
        """Have a projection or the search index built anew in the background.

        Raises:
            NotFound: there is nothing of this name.
            BeingRebuilt: as it says.
        """
        if name not in {*self._knowledge.views.names, SEARCH}:
            raise NotFound(Told("{given!r} is neither a projection nor {search!r}.", given=name, search=SEARCH))
        if not self._knowledge.rebuilds.ask(name):
            raise BeingRebuilt

    def retry_parked(self) -> int:
        """Try the events again that were set aside; return how many still cannot be taken in."""
        before = len(self._knowledge.views.parked())
        left = self._knowledge.views.retry_parked()
        if left < before:
            # It is built from changes in their order, and these come late.
            self._knowledge.rebuilds.ask(SEARCH)
        return left


def _told(rebuild: Rebuild | None) -> dict[str, Any] | None:
    if rebuild is None:
        return None
    times = {name: getattr(rebuild, name) or None for name in ("asked_at", "begun_at", "ended_at")}
    return {**times, "position": rebuild.position, "trouble": rebuild.trouble}
